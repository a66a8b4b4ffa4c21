/** What all chapters have in common: number and title, text beside its plate, what has been seen, what comes next. */
import type { ComponentChildren } from "preact";
import { CHAPTERS, type ChapterName } from "./types";
import type { Asked } from "./ask";
import { fill, words } from "./words";

interface Properties {
  readonly name: ChapterName;
  readonly children: ComponentChildren;
}

export function Chapter({ name, children }: Properties) {
  const at = CHAPTERS.indexOf(name);
  const { title, standfirst } = words.chapters[name];
  return (
    <article class={`chapter chapter-${name}`}>
      <header class="chapter-head">
        <p class="chapter-number">{fill(words.common.chapterNumber, { number: at + 1, of: CHAPTERS.length })}</p>
        <h1>{title}</h1>
        <p class="lead">{standfirst}</p>
      </header>
      {children}
      <Onward at={at} />
    </article>
  );
}

/** Text on one page, its plate on the other; below each other where there is no room. */
export function Spread({ text, plate }: { text: ComponentChildren; plate: ComponentChildren }) {
  return (
    <div class="spread">
      <div class="text">{text}</div>
      <div class="plates">{plate}</div>
    </div>
  );
}

/** Paragraphs out of the file of words, with what is counted put in. */
export function Prose({ text, values = {} }: { text: readonly string[]; values?: Record<string, string | number> }) {
  return (
    <>
      {text.map((paragraph, at) => (
        <p key={at}>{fill(paragraph, values)}</p>
      ))}
    </>
  );
}

interface SeenProperties {
  readonly seen: readonly string[];
  readonly sure: readonly string[];
  readonly values: Record<string, string | number>;
}

export function Seen({ seen, sure, values }: SeenProperties) {
  return (
    <section class="seen">
      <div>
        <h2>{words.common.seen}</h2>
        {seen.map((sentence, at) => (
          <p class="seen-words" key={at}>{fill(sentence, values)}</p>
        ))}
      </div>
      <div class="sure">
        <h2>{words.common.sure}</h2>
        <Prose text={sure} values={values} />
      </div>
    </section>
  );
}

function Onward({ at }: { at: number }) {
  const before = CHAPTERS[at - 1];
  const after = CHAPTERS[at + 1];
  return (
    <nav class="onward" aria-label={words.common.onward}>
      <a class="back" href={before ? `#/tour/${before}` : "#/tour"}>
        <small>{words.common.before}</small>
        <span>{before ? words.chapters[before].title : words.welcome.title}</span>
      </a>
      <a class="next" href={after ? `#/tour/${after}` : "#/tour/end"}>
        <small>{after ? words.common.next : words.common.last}</small>
        <span>{after ? words.chapters[after].title : words.closing.title}</span>
      </a>
    </nav>
  );
}

/** What stands where an answer is not there yet. */
export function Working({ asked }: { asked: Omit<Asked<unknown>, "outcome"> }) {
  if (asked.failed !== null) {
    return (
      <div class="working" role="alert">
        <p>{fill(words.common.failed, { message: asked.failed })}</p>
        <button type="button" class="button" onClick={asked.again}>{words.common.again}</button>
      </div>
    );
  }
  const { done, of } = asked.working ?? { done: 0, of: 1 };
  return (
    <div class="working" role="status">
      <p>{words.common.working}</p>
      <progress value={of > 0 ? done / of : 0} max={1} aria-label={words.common.working} />
    </div>
  );
}

/** The button that ends guessing. */
export function ShowMe({ isReady, onShow }: { isReady: boolean; onShow: () => void }) {
  return (
    <button type="button" class="button main large" disabled={!isReady} onClick={onShow}>
      {words.common.showMe}
    </button>
  );
}
