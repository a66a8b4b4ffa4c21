/** Who is responsible? The reader hands out 100 per cent; the city answers with shares as causes. */
import { useState } from "preact/hooks";
import { useOutcome } from "../ask";
import { Chapter, Prose, Seen, ShowMe, Spread, Working } from "../Chapter";
import { useGrowth } from "../motion";
import { handOut, range, shareRest } from "../numbers";
import { BlameBars } from "../parts/BlameBars";
import { Choices } from "../parts/Choices";
import { Heading } from "../parts/Heading";
import { Plate, Table } from "../parts/Plate";
import { guess, guesses, show, shown } from "../state";
import { CHOICES, type BlameOutcome, type BlamePlayer } from "../types";
import { fill, mean, number, within, words } from "../words";

const text = words.chapters.blame;
const NAME = "blame";
const STEP = 5;
const NEARLY_ALL = 90;

interface PlayerWords {
  readonly label: string;
  readonly note: string;
  readonly only: string;
}

const PLAYERS: Record<string, PlayerWords> = text.players;

export function labelOf(player: string): string {
  return PLAYERS[player]?.label ?? player;
}

export function Blame() {
  const asked = useOutcome(NAME, CHOICES.blame[0]);
  const [chosen, setChosen] = useState<string | null>(null);
  const outcome = asked.outcome;
  const isShown = shown.value.has(NAME);
  const grown = useGrowth(isShown, 1600);
  const names = CHOICES.blame.slice(1);
  const yours = guesses.value.blame ?? names.map(() => 0);
  const left = 100 - yours.reduce((sum, part) => sum + part, 0);
  const set = (parts: readonly number[]) => guess(NAME, parts);
  const hand = (
    <>
      <Prose text={text.text} />
      <form class="guess" hidden={isShown} onSubmit={(event) => event.preventDefault()}>
        <fieldset class="hand-out" disabled={isShown}>
          <legend>{text.ask}</legend>
          {names.map((name, place) => (
            <Portion key={name} name={name} value={yours[place] ?? 0} onChange={(value) => set(handOut(yours, place, value))} />
          ))}
        </fieldset>
        <p class={left === 0 ? "left-over none" : "left-over"} role="status">
          {left === 0 ? text.leftNone : fill(text.left, { left })}
        </p>
        {!isShown && (
          <div class="buttons">
            <ShowMe isReady={left === 0 && outcome !== null} onShow={() => show(NAME)} />
            {/* It stays where it is when nothing is left: whoever came by keyboard would lose their place. */}
            <button type="button" class="button large" aria-disabled={left === 0} onClick={() => set(shareRest(yours))}>
              {text.rest}
            </button>
          </div>
        )}
      </form>
      {isShown && outcome && <Answer outcome={outcome} />}
    </>
  );
  return (
    <Chapter name={NAME}>
      <Spread
        text={hand}
        plate={
          outcome ? (
            <Plate
              title={isShown ? text.plateAfter : text.plateBefore}
              table={<Parts players={outcome.players} yours={yours} isShown={isShown} />}
            >
              <BlameBars
                players={outcome.players}
                yours={yours}
                names={outcome.players.map((player) => labelOf(player.name))}
                isShown={isShown}
                grown={grown}
                chosen={chosen}
              />
              {isShown && (
                <>
                  <Choices
                    legend={text.change}
                    value={chosen}
                    onChange={setChosen}
                    options={names.map((value) => ({ value, label: PLAYERS[value]?.only ?? value }))}
                  />
                  {chosen === null ? <p class="changed">{text.onlyNone}</p> : <Only choice={chosen} />}
                </>
              )}
            </Plate>
          ) : (
            <Working asked={asked} />
          )
        }
      />
      {isShown && outcome && <After outcome={outcome} />}
    </Chapter>
  );
}

function Portion({ name, value, onChange }: { name: string; value: number; onChange: (value: number) => void }) {
  const { label, note } = PLAYERS[name] ?? { label: name, note: "" };
  const id = `part-${name}`;
  return (
    <div class="portion">
      <label for={id}>
        {label}
        {note && <small>{note}</small>}
      </label>
      <div class="portion-keys">
        <button type="button" class="button" aria-label={fill(text.less, { who: label })} onClick={() => onChange(value - STEP)}>−</button>
        <input
          id={id}
          type="range"
          min={0}
          max={100}
          value={value}
          aria-valuetext={fill(text.percent, { number: value })}
          onInput={(event) => {
            onChange(Number(event.currentTarget.value));
            // What is more than there is to hand out goes back at once.
            event.currentTarget.value = String(value);
          }}
        />
        <button type="button" class="button" aria-label={fill(text.more, { who: label })} onClick={() => onChange(value + STEP)}>+</button>
        <output for={id}>{value}</output>
      </div>
    </div>
  );
}

function byShare(players: readonly BlamePlayer[]): BlamePlayer[] {
  return [...players].sort((one, other) => other.part.mean - one.part.mean);
}

function Answer({ outcome }: { outcome: BlameOutcome }) {
  const [first, second] = byShare(outcome.players);
  const negative = outcome.players.find((player) => player.part.mean < -0.5);
  if (!first || !second) return null;
  const values = {
    first: labelOf(first.name),
    firstShare: mean(first.part),
    second: labelOf(second.name),
    secondShare: mean(second.part),
  };
  return (
    <section class="verdict">
      <Heading>{fill(text.answerTitle, values)}</Heading>
      <p>{text.after}</p>
      {negative && <p>{fill(text.belowNothing, { who: labelOf(negative.name) })}</p>}
    </section>
  );
}

function Only({ choice }: { choice: string }) {
  const asked = useOutcome(NAME, choice);
  const outcome = asked.outcome;
  const player = outcome?.players.find((one) => one.name === choice);
  if (!outcome?.only || !player || outcome.choice !== choice) return <Working asked={asked} />;
  const { prevented } = player;
  const { unlawful } = outcome.only;
  const ends = range(prevented, -Infinity, 100);
  const isClear = ends.low > 0 || ends.high < 0;
  const acts = range(unlawful, -Infinity, Infinity);
  const hasActs = (acts.low > 0 || acts.high < 0) && Math.abs(acts.mean) >= 1;
  return (
    <div class="changed" role="status">
      <p>
        {!isClear && text.onlyUnclear}
        {isClear && prevented.mean > 0 && fill(text.only, { prevented: within(prevented, -100, 100) })}
        {isClear && prevented.mean < 0 &&
          fill(text.onlyMore, { prevented: within({ ...prevented, mean: -prevented.mean }, 0, 100) })}
        {hasActs &&
          ` ${fill(text.onlyLaw, {
            unlawful: mean({ ...unlawful, mean: Math.abs(unlawful.mean) }),
            direction: unlawful.mean > 0 ? text.moreActs : text.fewerActs,
          })}`}
      </p>
    </div>
  );
}

function Parts({ players, yours, isShown }: { players: readonly BlamePlayer[]; yours: readonly number[]; isShown: boolean }) {
  return (
    <Table
      caption={isShown ? text.plateAfter : text.plateBefore}
      head={isShown ? text.tableHead : text.tableHead.slice(0, 2)}
      rows={players.map((player, place) => [
        labelOf(player.name),
        number(yours[place] ?? 0),
        ...(isShown ? [within(player.part, -100, 100), within(player.prevented, -100, 100)] : []),
      ])}
    />
  );
}

function After({ outcome }: { outcome: BlameOutcome }) {
  const [first, second] = byShare(outcome.players);
  const several = outcome.players.filter((player) => range(player.prevented).low > NEARLY_ALL).length;
  if (!first || !second) return null;
  return (
    <>
      <div class="wide not-yet">
        <p class="pulled">{text.notYet}</p>
        {several > 1 && <p>{fill(text.several, { number: text.numbers[several - 2] ?? several })}</p>}
      </div>
      <Seen
        seen={text.seen}
        sure={text.sure}
        values={{
          first: lower(labelOf(first.name)),
          firstShare: within(first.part, 0, 100),
          second: lower(labelOf(second.name)),
          secondShare: within(second.part, 0, 100),
          citizens: number(outcome.citizens),
          days: outcome.days,
          lives: outcome.closed.lives,
        }}
      />
    </>
  );
}

function lower(label: string): string {
  return label.charAt(0).toLowerCase() + label.slice(1);
}
