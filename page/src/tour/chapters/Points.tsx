/** A thousand points: how many of a hundred stand lower after a year. */
import { useMemo, useState } from "preact/hooks";
import { useOutcome } from "../ask";
import { Chapter, Prose, Seen, Spread, Working } from "../Chapter";
import { useReel, useSeen } from "../motion";
import { unpack } from "../numbers";
import { Choices } from "../parts/Choices";
import { DotCity } from "../parts/DotCity";
import { FilmBar } from "../parts/FilmBar";
import { LifeLine } from "../parts/LifeLine";
import { Plate, Table } from "../parts/Plate";
import { CategoryKey, Shares } from "../parts/Shares";
import { shown } from "../state";
import { CATEGORY_COLOURS } from "../tokens";
import { CHOICES, CITY, START, type Life, type PointsOutcome } from "../types";
import { dayText, fill, mean, number, within, words } from "../words";
import { OneGuess } from "./OneGuess";

const text = words.chapters.points;
const NAME = "points";
const EVERY = 210;

export function Points() {
  const first = useOutcome(NAME, CHOICES.points[0]);
  const { outcome } = first;
  const isShown = shown.value.has(NAME);
  const values: Record<string, string> = outcome ? { worst: mean(outcome.worst), above: mean(outcome.above), unlawful: mean(outcome.unlawful) } : {};
  const left = (
    <OneGuess name={NAME} answer={outcome?.answer ?? null} values={values}>
      {!outcome && <Working asked={first} />}
    </OneGuess>
  );
  return (
    <Chapter name={NAME}>
      <Spread
        text={left}
        plate={outcome ? <CityOfYear start={outcome} isShown={isShown} /> : <Morning />}
      />
      {isShown && outcome && <After outcome={outcome} />}
    </Chapter>
  );
}

const EVERYBODY = new Uint8Array(CITY.citizens).fill(START);

/** What can be seen before the year has been lived: the first day. */
function Morning() {
  const citizens = number(CITY.citizens);
  const title = fill(text.plateBefore, { citizens });
  return (
    <Plate title={title}>
      <DotCity grid={CITY} values={EVERYBODY} colours={CATEGORY_COLOURS} label={title} />
    </Plate>
  );
}

function CityOfYear({ start, isShown }: { start: PointsOutcome; isShown: boolean }) {
  const [choice, setChoice] = useState<string>(CHOICES.points[0]);
  const asked = useOutcome(NAME, choice);
  const outcome = asked.outcome ?? start;
  const { film, categories } = outcome;
  const frames = useMemo(() => film.frames.map((frame) => unpack(frame, film.citizens)), [film]);
  const { ref, isSeen } = useSeen<HTMLElement>();
  const reel = useReel(frames.length, isShown && isSeen, EVERY, outcome.choice);
  const values = frames[reel.at] ?? new Uint8Array();
  const counts = useMemo(() => sharesOf(values, categories.length), [values, categories]);
  const citizens = number(outcome.citizens);
  const said = categories.map((name, place) => fill(text.countsOf, { number: Math.round(counts[place] ?? 0), category: name }));
  return (
    <Plate
      of={ref}
      title={fill(isShown ? text.plateAfter : text.plateBefore, { citizens })}
      table={
        isShown && (
          <Table
            caption={fill(text.plateAfter, { citizens })}
            head={[words.common.category, words.common.people]}
            rows={categories.map((name, place) => [name, number(Math.round((outcome.at_end[place] ?? 0) * 10) / 10)])}
          />
        )
      }
    >
      <DotCity grid={film} values={values} colours={CATEGORY_COLOURS} label={fill(text.dots, { citizens, counts: said.join(", ") })} />
      <Shares names={categories} shares={counts} />
      <CategoryKey names={categories} />
      {isShown && (
        <>
          <FilmBar reel={reel} weeks={frames.length - 1} />
          <Choices
            legend={text.change}
            value={choice}
            onChange={setChoice}
            isBusy={asked.working !== null}
            options={CHOICES.points.map((value) => ({ value, ...text.choices[value] }))}
          />
          {asked.outcome?.choice !== choice ? (
            <Working asked={asked} />
          ) : (
            <p class="changed" role="status">
              {fill(text.changed, { answer: within(outcome.answer, 0, 100), worst: mean(outcome.worst) })}
            </p>
          )}
        </>
      )}
    </Plate>
  );
}

function sharesOf(values: Uint8Array, categories: number): number[] {
  const counts = new Array<number>(categories).fill(0);
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts.map((count) => (count / Math.max(1, values.length)) * 100);
}

function After({ outcome }: { outcome: PointsOutcome }) {
  const other = useOutcome(NAME, "only-unlawful");
  return (
    <>
      {outcome.life && <OneLife life={outcome.life} categories={outcome.categories} />}
      {other.outcome ? (
        <Seen
          seen={text.seen}
          sure={text.sure}
          values={{
            answer: within(outcome.answer, 0, 100),
            worst: within(outcome.worst, 0, 100),
            lawful: within(other.outcome.answer, 0, 100),
            lives: outcome.answer.lives,
          }}
        />
      ) : (
        <Working asked={other} />
      )}
    </>
  );
}

function OneLife({ life, categories }: { life: Life; categories: readonly string[] }) {
  const end = life.line.at(-1) ?? 0;
  const label = fill(text.lifeLabel, { start: number(life.start), end: number(Math.round(end)), category: life.end });
  const rows = life.records.map((record) => [
    dayText(record.date),
    `${record.what}${record.lawful ? ` (${text.lawful})` : ""}${record.wrong ? ` (${text.wrong})` : ""}`,
    record.by,
    `${record.points > 0 ? "+" : ""}${number(record.points)}`,
  ]);
  return (
    <Spread
      text={
        <>
          <h2>{text.lifeTitle}</h2>
          <Prose text={text.lifeText} values={{ who: described(life) }} />
          <ol class="records" aria-label={fill(text.lifeTable, { number: rows.length, all: rows.length + life.untold })}>
            {life.records.map((record, place) => (
              <li key={place}>
                <time>{dayText(record.date)}</time>
                <span>
                  {record.what}
                  {record.lawful && <em class="tag">{text.lawful}</em>}
                  {record.wrong && <em class="tag wrong">{text.wrong}</em>}
                  <small>{record.by}</small>
                </span>
                <b class={record.points < 0 ? "loss" : "gain"}>{rows[place]?.[3]}</b>
              </li>
            ))}
          </ol>
          {life.untold > 0 && <p class="aside">{fill(text.untold, { number: life.untold })}</p>}
        </>
      }
      plate={
        <Plate
          title={text.lifePlate}
          table={<Table caption={fill(text.lifeTable, { number: rows.length, all: rows.length + life.untold })} head={text.lifeHead} rows={rows} />}
        >
          <LifeLine
            label={label}
            categories={categories}
            lines={[{ points: life.line, kind: "with" }]}
            marks={life.records.map((record) => ({ day: record.day, good: record.points > 0 }))}
          />
        </Plate>
      }
    />
  );
}

const TOLD_OF = new Set(["district", "age", "sex", "income"]);

/** "female, 18-29, low income, Eastfield": who it is, as far as it helps to picture somebody. */
function described(life: Life): string {
  return life.who
    .filter(([label]) => TOLD_OF.has(label))
    .map(([label, level]) => (label === "income" ? `${label}: ${level}` : level))
    .join(", ");
}
