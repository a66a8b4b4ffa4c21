/** The quiet city: what people think and what they say come apart. */
import { useMemo, useState } from "preact/hooks";
import { useOutcome } from "../ask";
import { Chapter, Seen, Spread, Working } from "../Chapter";
import { useReel, useSeen } from "../motion";
import { hundred } from "../numbers";
import { Choices } from "../parts/Choices";
import { Faces } from "../parts/Faces";
import { FilmBar } from "../parts/FilmBar";
import { Plate, Table } from "../parts/Plate";
import { shown } from "../state";
import { CHOICES, type QuietOutcome, type Voices } from "../types";
import { fill, mean, number, within, words } from "../words";
import { OneGuess } from "./OneGuess";

const text = words.chapters.quiet;
const NAME = "quiet";
const EVERY = 240;
const NOBODY: Voices = [0, 0, 0, 0, 0, 0];

export function Quiet() {
  const first = useOutcome(NAME, CHOICES.quiet[0]);
  const { outcome } = first;
  const isShown = shown.value.has(NAME);
  const values: Record<string, string> = outcome
    ? {
        disapprove: mean(outcome.disapprove),
        silent: mean(outcome.silent),
        feigning: mean(outcome.feigning),
        perceived: mean(outcome.perceived),
      }
    : {};
  const left = (
    <OneGuess name={NAME} answer={outcome?.answer ?? null} values={values} />
  );
  return (
    <Chapter name={NAME}>
      <Spread
        text={left}
        plate={outcome ? <Hundred start={outcome} isShown={isShown} /> : <Working asked={first} />}
      />
      {isShown && outcome && <After outcome={outcome} />}
    </Chapter>
  );
}

function Hundred({ start, isShown }: { start: QuietOutcome; isShown: boolean }) {
  const [choice, setChoice] = useState<string>(CHOICES.quiet[0]);
  const asked = useOutcome(NAME, choice);
  const outcome = asked.outcome ?? start;
  const weeks = outcome.weeks;
  const { ref, isSeen } = useSeen<HTMLElement>();
  const reel = useReel(weeks.length, isShown && isSeen, EVERY, outcome.choice);
  const people = useMemo(() => hundred(weeks[reel.at] ?? NOBODY), [weeks, reel.at]);
  const against = people.filter((one) => one.thinks === "against");
  const label = fill(text.faces, {
    against: against.length,
    saySo: against.filter((one) => one.says === "against").length,
    silent: against.filter((one) => one.says === "nothing").length,
    feigning: against.filter((one) => one.says === "for").length,
  });
  return (
    <Plate
      of={ref}
      title={isShown ? text.plateAfter : text.plateBefore}
      table={<Ends outcome={outcome} isShown={isShown} />}
    >
      <div class="face-rows">
        <Faces title={text.think} faces={people.map((one) => one.thinks)} label={label} />
        <Faces
          title={text.say}
          faces={people.map((one) => one.says)}
          ringed={people.map((one) => one.says !== "nothing" && one.says !== one.thinks)}
          label={label}
        />
      </div>
      <ul class="key faces-key">
        {(["against", "nothing", "for"] as const).map((says) => (
          <li key={says}>
            <i class={`face-key ${says}`} aria-hidden="true" /> {text.legend[says]}
          </li>
        ))}
        <li>
          <i class="face-key face-ring" aria-hidden="true" /> {text.feigned}
        </li>
      </ul>
      {isShown && (
        <>
          <FilmBar reel={reel} weeks={weeks.length - 1} />
          <Choices
            legend={text.change}
            value={choice}
            onChange={setChoice}
            isBusy={asked.working !== null}
            options={CHOICES.quiet.map((value) => ({ value, ...text.choices[value] }))}
          />
          {asked.outcome?.choice === choice ? (
            <p class="changed" role="status">
              {fill(text.changed, { answer: within(outcome.answer, 0, 100), feigning: mean(outcome.feigning) })}
            </p>
          ) : (
            <Working asked={asked} />
          )}
        </>
      )}
    </Plate>
  );
}

function Ends({ outcome, isShown }: { outcome: QuietOutcome; isShown: boolean }) {
  const [start, end] = [outcome.weeks[0] ?? NOBODY, outcome.weeks.at(-1) ?? NOBODY];
  const columns = isShown ? text.tableHead : text.tableHead.slice(0, 2);
  return (
    <Table
      caption={text.tableCaption}
      head={columns}
      rows={text.tableRows.map((name, place) => [name, number(start[place] ?? 0), ...(isShown ? [number(end[place] ?? 0)] : [])])}
    />
  );
}

function After({ outcome }: { outcome: QuietOutcome }) {
  const free = useOutcome(NAME, "no-score");
  if (!free.outcome) return <Working asked={free} />;
  return (
    <Seen
      seen={text.seen}
      sure={text.sure}
      values={{
        answer: within(outcome.answer, 0, 100),
        feigning: within(outcome.feigning, 0, 100),
        free: within(free.outcome.answer, 0, 100),
        lives: outcome.answer.lives,
      }}
    />
  );
}
