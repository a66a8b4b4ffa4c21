/** The whole tour: a welcome, five chapters, a last page; where one is stands in the address. */
import { useEffect, useRef } from "preact/hooks";
import { route } from "../base/route";
import { Source } from "./ask";
import { Blame } from "./chapters/Blame";
import { Friends } from "./chapters/Friends";
import { Mistake } from "./chapters/Mistake";
import { Points } from "./chapters/Points";
import { Quiet } from "./chapters/Quiet";
import { Closing } from "./Closing";
import type { TourSource } from "./source";
import { shown } from "./state";
import { CHAPTERS, type ChapterName } from "./types";
import { Welcome } from "./Welcome";
import { fill, words } from "./words";
import "./tour.css";

const PAGES = { points: Points, friends: Friends, mistake: Mistake, quiet: Quiet, blame: Blame } as const;
const LAST = "end";

export function Book({ source }: { source: TourSource }) {
  const place = route.value.path.replace(/^\/(tour\/?)?/, "");
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  useEffect(() => {
    // A new page of a book is read from its top, by eye and by ear.
    if (!isFirst.current) {
      main.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    isFirst.current = false;
    document.title = fill(words.documentTitle, { page: titleOf(place) });
  }, [place]);
  const Page = isChapter(place) ? PAGES[place] : null;
  return (
    <Source.Provider value={source}>
      <div class="tour">
        <a class="skip" href="#tour-page" onClick={(event) => skip(event, main.current)}>{words.common.skip}</a>
        <header class="tour-banner"><b>{words.common.synthetic}</b> {words.common.banner}</header>
        <Contents place={place} live={source.live} />
        <main id="tour-page" ref={main} tabIndex={-1} key={place}>
          {Page ? <Page /> : place === LAST ? <Closing /> : <Welcome />}
        </main>
        <footer class="tour-foot">
          <p>{words.common.foot}</p>
        </footer>
      </div>
    </Source.Provider>
  );
}

function Contents({ place, live }: { place: string; live: boolean }) {
  return (
    <nav class="contents" aria-label={words.common.contents}>
      <a class="book-name" href="#/tour" aria-current={place === "" ? "page" : undefined}>{words.title}</a>
      <ol>
        {CHAPTERS.map((name, at) => (
          <li key={name}>
            <a
              href={`#/tour/${name}`}
              class={shown.value.has(name) ? "been" : ""}
              aria-current={place === name ? "page" : undefined}
              title={words.chapters[name].title}
            >
              <span aria-hidden="true">{at + 1}</span>
              <span class="hidden">
                {fill(shown.value.has(name) ? words.common.chapterSeen : words.common.chapter, {
                  number: at + 1,
                  title: words.chapters[name].title,
                })}
              </span>
            </a>
          </li>
        ))}
        <li>
          <a href="#/tour/end" aria-current={place === LAST ? "page" : undefined} title={words.closing.title}>
            <span aria-hidden="true">§</span>
            <span class="hidden">{words.closing.title}</span>
          </a>
        </li>
      </ol>
      {live && <a class="to-city" href="#/city">{words.common.toCity}</a>}
    </nav>
  );
}

function titleOf(place: string): string {
  if (isChapter(place)) return words.chapters[place].title;
  return place === LAST ? words.closing.title : words.welcome.title;
}

function isChapter(place: string): place is ChapterName {
  return (CHAPTERS as readonly string[]).includes(place);
}

function skip(event: Event, to: HTMLElement | null): void {
  // The part of the address after # says which page it is: it stays as it is.
  event.preventDefault();
  to?.focus();
}
