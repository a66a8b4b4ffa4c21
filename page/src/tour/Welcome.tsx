/** The first page: what this is, and how it goes. */
import { DotCity } from "./parts/DotCity";
import { shown } from "./state";
import { CATEGORY_COLOURS } from "./tokens";
import { CHAPTERS, CITY, START } from "./types";
import { fill, number, words } from "./words";

export function Welcome() {
  const text = words.welcome;
  const next = CHAPTERS.find((name) => !shown.value.has(name)) ?? "points";
  return (
    <article class="tour-welcome">
      <p class="chapter-number">{text.kicker}</p>
      <h1>{text.title}</h1>
      <div class="opening">
        <div>
          <p class="lead">{text.standfirst}</p>
          {text.text.map((paragraph) => <p key={paragraph}>{paragraph}</p>)}
          <p class="begin">
            <a class="button main large" href={`#/tour/${next}`}>
              {shown.value.size ? fill(text.resume, { number: CHAPTERS.indexOf(next) + 1 }) : text.begin}
            </a>
          </p>
        </div>
        <Frontispiece />
      </div>
      <h2 class="hidden">{text.how}</h2>
      <ol class="how-steps">
        {text.steps.map((step) => (
          <li key={step.name}>
            <b>{step.name}</b>
            <span>{step.text}</span>
          </li>
        ))}
      </ol>
      <p class="aside">{text.wrong}</p>
    </article>
  );
}

const EVERYBODY = new Uint8Array(CITY.citizens).fill(START);

/** Everybody on the first morning: nothing of what will happen is given away. */
function Frontispiece() {
  const said = fill(words.welcome.plate, { citizens: number(CITY.citizens) });
  return (
    <figure class="frontispiece">
      <DotCity grid={CITY} values={EVERYBODY} colours={CATEGORY_COLOURS} label={said} />
      <figcaption>
        <span>{said}</span> <span class="stamp">{words.common.synthetic}</span>
      </figcaption>
    </figure>
  );
}
