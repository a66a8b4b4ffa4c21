/** The last page: what the model is not, the reader's five guesses, and where to go next. */
import { useOutcome, useSource } from "./ask";
import { labelOf } from "./chapters/Blame";
import { beginAgain, guesses, shown } from "./state";
import { CHAPTERS, CHOICES, type ChapterName } from "./types";
import { fill, mean, number, words } from "./words";

const text = words.closing;

export function Closing() {
  const source = useSource();
  return (
    <article class="closing">
      <header class="chapter-head">
        <h1>{text.title}</h1>
        <p class="lead">{text.standfirst}</p>
      </header>
      <dl class="is-not">
        {text.points.map((point) => (
          <div key={point.name}>
            <dt>{point.name}</dt>
            <dd>{point.text}</dd>
          </div>
        ))}
      </dl>
      <section class="your-guesses">
        <h2>{text.guesses}</h2>
        <div class="table-scroll">
          <table>
            <thead>
              <tr>
                {text.guessHead.map((head) => <th scope="col" key={head}>{head}</th>)}
              </tr>
            </thead>
            <tbody>
              {CHAPTERS.map((name) => <Row key={name} name={name} />)}
            </tbody>
          </table>
        </div>
      </section>
      <section class="where-next">
        <h2>{text.where}</h2>
        <p>{text.read}</p>
        {source.live ? (
          <p>
            {text.live} <a class="button main large" href="#/city">{text.liveButton}</a>
          </p>
        ) : (
          <>
            <p>{text.commands}</p>
            <ul class="commands">
              {text.commandList.map((one) => (
                <li key={one.command}>
                  <code>{one.command}</code> <span>{one.text}</span>
                </li>
              ))}
            </ul>
          </>
        )}
        <p class="aside">{text.teachers}</p>
        <p>
          <a class="button large" href="#/tour" onClick={beginAgain}>{text.again}</a>
        </p>
      </section>
    </article>
  );
}

/** A chapter that was not guessed is not given away here. */
function Row({ name }: { name: ChapterName }) {
  const isSeen = shown.value.has(name);
  return (
    <tr>
      <th scope="row">
        <a href={`#/tour/${name}`}>{words.chapters[name].title}</a>
      </th>
      {isSeen ? <Answers name={name} /> : <td colSpan={2} class="muted">{text.notGuessed}</td>}
    </tr>
  );
}

function Answers({ name }: { name: ChapterName }) {
  const yours = guesses.value[name] ?? [];
  return (
    <>
      <td>{guessed(name, yours)}</td>
      <td><b><Answer name={name} /></b></td>
    </>
  );
}

function guessed(name: ChapterName, yours: readonly number[]): string {
  if (name === "friends") return fill(text.fromThese, { number: yours.at(-1) ?? 0 });
  if (name === "mistake") return fill(text.dayNumber, { number: number(yours[0] ?? 0) });
  if (name === "blame") {
    const most = yours.indexOf(Math.max(...yours));
    return fill(text.largest, { who: labelOf(CHOICES.blame[most + 1] ?? ""), number: yours[most] ?? 0 });
  }
  return fill(text.lower, { number: yours[0] ?? 0 });
}

function Answer({ name }: { name: ChapterName }) {
  const choice = name === "friends" ? "0.5" : CHOICES[name][0];
  const { outcome } = useOutcome(name, choice);
  if (!outcome) return <>…</>;
  if (outcome.chapter === "blame" && "players" in outcome) {
    const first = [...outcome.players].sort((one, other) => other.part.mean - one.part.mean)[0];
    return <>{first && fill(text.largest, { who: labelOf(first.name), number: mean(first.part) })}</>;
  }
  if ("record" in outcome) {
    return <>{outcome.undone ? fill(text.dayNumber, { number: outcome.undone_after }) : words.chapters.mistake.never}</>;
  }
  if (!("answer" in outcome)) return null;
  const said = mean(outcome.answer);
  return <>{fill(name === "friends" ? text.fromThese : text.lower, { number: said })}</>;
}
