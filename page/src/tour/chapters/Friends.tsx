/** Your friends are your score: how many fall only because of whom they know. */
import { useMemo, useState } from "preact/hooks";
import { useOutcomes } from "../ask";
import { Chapter, Prose, Seen, ShowMe, Spread, Working } from "../Chapter";
import { range, unpack } from "../numbers";
import { Choices } from "../parts/Choices";
import { Circle } from "../parts/Circle";
import { Curve } from "../parts/Curve";
import { DotCity } from "../parts/DotCity";
import { Heading } from "../parts/Heading";
import { Plate, Table } from "../parts/Plate";
import { CategoryKey } from "../parts/Shares";
import { Slider } from "../parts/Slider";
import { guess, guesses, show, shown } from "../state";
import { MARK_COLOURS, MARK_SIZES } from "../tokens";
import { CHOICES, type FriendsOutcome } from "../types";
import { fill, mean, number, within, words } from "../words";

const text = words.chapters.friends;
const NAME = "friends";
const STOPS = CHOICES.friends;
const PERCENT = STOPS.map((weight) => Math.round(Number(weight) * 100));
const SHIPPED = STOPS.indexOf("0.2");
const OPEN = -1;

export function Friends() {
  const asked = useOutcomes(NAME, STOPS.join(","));
  const drawn = guesses.value.friends ?? [0, ...STOPS.slice(1).map(() => OPEN)];
  const isShown = shown.value.has(NAME);
  const all = asked.outcomes;
  const set = (stop: number, value: number) => guess(NAME, drawn.map((old, place) => (place === stop ? value : old)));
  const yours = drawn.map((value) => (value === OPEN ? null : value));
  const theirs = isShown && all ? all.map((one) => range(one.answer, 0, 100)) : undefined;
  const label = theirs
    ? fill(text.curveAfter, { yours: drawn.join(", "), city: theirs.map((one) => Math.round(one.mean)).join(", ") })
    : text.curveBefore;
  const plate = (
    <Plate
      title={text.curveTitle}
      table={
        theirs && all && (
          <Table
            caption={text.curveTitle}
            head={text.curveHead}
            rows={all.map((one, stop) => [percent(stop), drawn[stop] ?? "", within(one.answer, 0, 100)])}
          />
        )
      }
    >
      <Curve
        label={label}
        stops={PERCENT.map((value) => fill(text.weightShort, { percent: value }))}
        axis={text.axis}
        highest={100}
        yours={yours}
        {...(theirs ? { theirs } : {})}
        {...(isShown ? {} : { onDraw: set })}
      />
      {isShown && !all && <Working asked={asked} />}
    </Plate>
  );
  const left = (
    <>
      <Prose text={text.text} />
      <form class="guess" onSubmit={(event) => event.preventDefault()}>
        <fieldset class="sliders">
          <legend>{text.ask}</legend>
          {!isShown && <p class="hint">{text.drawHint}</p>}
          {STOPS.slice(1).map((weight, place) => (
            <Slider
              key={weight}
              label={fill(text.weight, { percent: PERCENT[place + 1] ?? 0 })}
              unit=""
              value={yours[place + 1] ?? null}
              highest={100}
              isFixed={isShown}
              onChange={(value) => set(place + 1, value)}
            />
          ))}
        </fieldset>
        {!isShown && <ShowMe isReady={!drawn.includes(OPEN) && all !== null} onShow={() => show(NAME)} />}
        {!all && <Working asked={asked} />}
      </form>
      {isShown && all && <Answer all={all} />}
    </>
  );
  return (
    <Chapter name={NAME}>
      <Spread text={left} plate={plate} />
      {isShown && all && <After all={all} />}
    </Chapter>
  );
}

function percent(stop: number): string {
  return fill(text.weightShort, { percent: PERCENT[stop] ?? 0 });
}

function Answer({ all }: { all: readonly FriendsOutcome[] }) {
  const most = all.at(-1);
  const shipped = all[SHIPPED];
  if (!most || !shipped) return null;
  const values = { answer: mean(most.answer), shipped: mean(shipped.answer), most: mean(most.answer), lifted: mean(shipped.lifted) };
  return (
    <section class="verdict">
      <Heading>{fill(text.answerTitle, values)}</Heading>
      <p>{fill(text.after, values)}</p>
    </section>
  );
}

function After({ all }: { all: readonly FriendsOutcome[] }) {
  const [weight, setWeight] = useState<string>("0.2");
  const outcome = all[STOPS.indexOf(weight as (typeof STOPS)[number])] ?? all[SHIPPED];
  const marked = useMemo(() => (outcome ? unpack(outcome.marks.pulled, outcome.marks.citizens) : null), [outcome]);
  const shipped = all[SHIPPED];
  const most = all.at(-1);
  if (!outcome || !marked || !shipped || !most) return null;
  const { person, categories } = outcome;
  const friends = person.contacts.map(([points, category]) => `${categories[category]} ${number(Math.round(points))}`).join(", ");
  const answer = within(outcome.answer, 0, 100);
  return (
    <>
      <Spread
        text={
          <>
            <h2>{text.personTitle}</h2>
            <PersonWords outcome={shipped} own />
            <PersonWords outcome={outcome} />
            <Choices
              compact
              legend={text.change}
              value={weight}
              onChange={setWeight}
              options={STOPS.map((value, stop) => ({ value, label: percent(stop) }))}
            />
          </>
        }
        plate={
          <Plate
            title={text.circleTitle}
            table={
              <Table
                caption={text.circleTitle}
                head={text.choiceHead}
                rows={person.contacts.map(([points, category], place) => [
                  fill(text.friend, { number: place + 1 }),
                  number(Math.round(points)),
                  categories[category] ?? "",
                ])}
              />
            }
          >
            <Circle
              person={person}
              categories={categories}
              label={fill(text.circle, {
                citizen: number(person.citizen),
                category: categories[person.category] ?? "",
                number: person.contacts.length,
                friends,
              })}
            />
            <CategoryKey names={categories} />
          </Plate>
        }
      />
      <div class="wide">
        <Plate title={text.marksTitle}>
          <DotCity
            grid={outcome.marks}
            values={marked}
            colours={MARK_COLOURS}
            sizes={MARK_SIZES}
            ringed={person.citizen}
            label={fill(text.marksLabel, { answer })}
          />
          <Choices
            compact
            legend={text.change}
            value={weight}
            onChange={setWeight}
            options={STOPS.map((value, stop) => ({ value, label: percent(stop) }))}
          />
          <p class="changed" role="status">{fill(text.marksLabel, { answer })}</p>
        </Plate>
      </div>
      <Seen
        seen={text.seen}
        sure={text.sure}
        values={{
          shipped: within(shipped.answer, 0, 100),
          most: within(most.answer, 0, 100),
          lives: shipped.answer.lives,
        }}
      />
    </>
  );
}

function PersonWords({ outcome, own = false }: { outcome: FriendsOutcome; own?: boolean }) {
  const { person, categories, weight } = outcome;
  const values = {
    citizen: number(person.citizen),
    unlawful: plural(text.unlawfulActs, person.unlawful),
    against: plural(text.recordsAgainst, person.against),
    own: number(person.own),
    ownCategory: categories[person.own_category] ?? "",
    number: person.contacts.length,
    mean: number(Math.round(person.contacts_mean ?? 0)),
    taken: number(Math.abs(person.friends)),
    total: number(person.total),
    category: categories[person.category] ?? "",
  };
  if (own) {
    const isInnocent = person.unlawful === 0 && person.against === 0;
    return <p>{isInnocent && `${fill(text.personInnocent, values)} `}{fill(text.personText, values)}</p>;
  }
  if (weight === 0) return <p role="status">{fill(text.personFree, values)}</p>;
  return <p role="status">{fill(person.category > person.own_category ? text.personFriends : text.personSame, values)}</p>;
}

function plural(forms: { one: string; many: string }, count: number): string {
  return fill(count === 1 ? forms.one : forms.many, { n: count === 0 ? "no" : number(count) });
}
