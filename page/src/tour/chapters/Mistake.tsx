/** A mistake in the file: how long one wrong line stays, and how far it reaches. */
import { useMemo, useState } from "preact/hooks";
import { useOutcome } from "../ask";
import { Chapter, Prose, Seen, ShowMe, Spread, Working } from "../Chapter";
import { useReel, useSeen } from "../motion";
import { unpack } from "../numbers";
import { Choices } from "../parts/Choices";
import { DotCity } from "../parts/DotCity";
import { LifeLine } from "../parts/LifeLine";
import { Heading } from "../parts/Heading";
import { Plate, Table } from "../parts/Plate";
import { Slider } from "../parts/Slider";
import { guess, guesses, show, shown } from "../state";
import { RIPPLE_COLOURS, RIPPLE_SIZES } from "../tokens";
import { CHOICES, type Interval, type MistakeOutcome } from "../types";
import { fill, number, within, words } from "../words";

const text = words.chapters.mistake;
const NAME = "mistake";
const OPEN = -1;
const EVERY = 900;
const MONTH = 28;

export function Mistake() {
  const [choice, setChoice] = useState<string>(CHOICES.mistake[0]);
  const asked = useOutcome(NAME, choice);
  const first = useOutcome(NAME, CHOICES.mistake[0]);
  const outcome = first.outcome;
  const isShown = shown.value.has(NAME);
  if (!outcome) {
    return (
      <Chapter name={NAME}>
        <Working asked={first} />
      </Chapter>
    );
  }
  const [days = OPEN, others = OPEN] = guesses.value.mistake ?? [];
  const { record } = outcome;
  const kinds: Record<string, string> = text.wrongKinds;
  const left = (
    <>
      <Prose
        text={text.text}
        values={{
          citizen: number(record.citizen),
          organisation: record.organisation,
          conduct: record.conduct,
          wrong: kinds[record.wrong] ?? record.wrong,
          points: number(-record.points),
        }}
      />
      <form class="guess" onSubmit={(event) => event.preventDefault()}>
        <Slider
          label={text.askDays}
          unit={text.unitDays}
          value={days === OPEN ? null : days}
          highest={outcome.days_after}
          beyond={text.never}
          isFixed={isShown}
          onChange={(value) => guess(NAME, [value, others])}
        />
        <Slider
          label={text.askOthers}
          unit={fill(text.unitOthers, { number: number(outcome.citizens - 1) })}
          value={others === OPEN ? null : others}
          highest={outcome.citizens - 1}
          isFixed={isShown}
          onChange={(value) => guess(NAME, [days, value])}
        />
        {!isShown && <ShowMe isReady={days !== OPEN && others !== OPEN} onShow={() => show(NAME)} />}
      </form>
      {isShown && <Answer outcome={outcome} days={days} others={others} />}
    </>
  );
  const current = isShown ? (asked.outcome ?? outcome) : outcome;
  return (
    <Chapter name={NAME}>
      <Spread
        text={left}
        plate={
          <Plate
            title={isShown ? text.plateAfter : text.plateBefore}
            table={isShown && <Months outcome={current} />}
          >
            <LifeLine
              key={isShown ? current.choice : "before"}
              label={fill(text.lineLabel, {
                day: record.day + 1,
                with: number(Math.round(current.with.at(-1) ?? 0)),
                without: number(Math.round(current.without.at(-1) ?? 0)),
              })}
              categories={current.categories}
              lines={
                isShown
                  ? [
                      { points: current.with, kind: "with", name: text.with },
                      { points: current.without, kind: "without", name: text.without },
                    ]
                  : [{ points: current.without, kind: "without" }]
              }
              marks={isShown ? [{ day: record.day, good: false }] : []}
              {...(isShown ? {} : { until: record.day })}
            />
            {isShown && (
              <>
                <Choices
                  legend={text.change}
                  value={choice}
                  onChange={setChoice}
                  isBusy={asked.working !== null}
                  options={CHOICES.mistake.map((value) => ({ value, ...text.choices[value] }))}
                />
                {asked.outcome?.choice === choice ? <Changed outcome={current} /> : <Working asked={asked} />}
              </>
            )}
          </Plate>
        }
      />
      {isShown && <After outcome={outcome} current={current} />}
    </Chapter>
  );
}

function Answer({ outcome, days, others }: { outcome: MistakeOutcome; days: number; others: number }) {
  const isRight = outcome.undone !== "";
  const guessed = days >= outcome.days_after ? text.neverShort : number(days);
  return (
    <section class="verdict">
      <Heading>{isRight ? fill(text.verdictAfter, { days: outcome.undone_after }) : text.verdictNever}</Heading>
      <Pair title={text.days} yours={guessed} theirs={isRight ? number(outcome.undone_after) : text.neverShort} />
      <Pair title={text.others} yours={number(others)} theirs={number(outcome.touched)} />
    </section>
  );
}

function Pair({ title, yours, theirs }: { title: string; yours: string; theirs: string }) {
  return (
    <div class="pair-block">
      <p class="pair-title">{title}</p>
      <dl class="pair">
        <div class="yours">
          <dt>{words.common.yourGuess}</dt>
          <dd>{yours}</dd>
        </div>
        <div class="theirs">
          <dt>{words.common.thisCity}</dt>
          <dd>{theirs}</dd>
        </div>
      </dl>
    </div>
  );
}

function Changed({ outcome }: { outcome: MistakeOutcome }) {
  const values = {
    points: number(-outcome.record.points),
    citizen: number(outcome.record.citizen),
    worse: outcome.days_worse,
    left: outcome.days_after,
    until: outcome.undone_after,
    followed: outcome.followed,
  };
  return (
    <div class="changed" role="status">
      <p>{fill(outcome.undone ? text.afterRight : text.after, values)}</p>
      <p>
        {outcome.answer && outcome.corrected
          ? fill(text.many, {
              ...values,
              lives: outcome.answer.lives,
              corrected: ofThem(outcome.corrected),
              answer: ofThem(outcome.answer),
            })
          : text.manyNone}
      </p>
    </div>
  );
}

function After({ outcome, current }: { outcome: MistakeOutcome; current: MistakeOutcome }) {
  const open = useOutcome(NAME, "open-appeals");
  const { ripple } = current;
  const frames = useMemo(
    () => [...ripple.frames, ripple.end].map((frame) => unpack(frame, ripple.citizens)),
    [ripple],
  );
  const { ref, isSeen } = useSeen<HTMLElement>();
  const reel = useReel(frames.length, isSeen, EVERY, current.choice);
  const counts = { touched: number(current.touched), reached: number(current.reached) };
  return (
    <>
      <div class="wide">
        <Plate
          of={ref}
          title={text.rippleTitle}
          caption={<p>{fill(text.ripple, counts)}</p>}
          table={
            <Table
              caption={text.rippleTitle}
              head={text.rippleHead}
              rows={[
                [text.rippleRows[0] ?? "", number(current.reached)],
                [text.rippleRows[1] ?? "", number(current.touched - current.reached)],
                [text.rippleRows[2] ?? "", number(current.citizens - 1 - current.touched)],
              ]}
            />
          }
        >
          <DotCity
            grid={ripple}
            values={frames[reel.at] ?? new Uint8Array()}
            colours={RIPPLE_COLOURS}
            sizes={RIPPLE_SIZES}
            ringed={ripple.citizen}
            label={fill(text.rippleLabel, counts)}
          />
        </Plate>
      </div>
      {open.outcome?.corrected && outcome.corrected ? (
        <Seen
          seen={text.seen}
          sure={[...text.sure, fill(text.rule, { rule: text.rules })]}
          values={{
            points: number(-outcome.record.points),
            corrected: ofThem(outcome.corrected),
            open: ofThem(open.outcome.corrected),
            followed: outcome.followed,
          }}
        />
      ) : (
        <Working asked={open} />
      )}
    </>
  );
}

/** None and all are said as such: an interval of a few records that are all alike says nothing. */
function ofThem(share: Interval): string {
  if (share.half === 0 && share.mean === 0) return text.none;
  if (share.half === 0 && share.mean === 100) return text.all;
  return fill(text.ofHundred, { number: within(share, 0, 100) });
}

function Months({ outcome }: { outcome: MistakeOutcome }) {
  const days = outcome.with.map((_, day) => day).filter((day) => day % MONTH === MONTH - 1);
  return (
    <Table
      caption={text.tableCaption}
      head={text.tableHead}
      rows={days.map((day) => [day + 1, number(outcome.with[day] ?? 0), number(outcome.without[day] ?? 0)])}
    />
  );
}
