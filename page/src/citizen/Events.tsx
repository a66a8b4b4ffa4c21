import { useEffect, useRef, useState } from "preact/hooks";
import { briefDate, monthOf } from "../base/dates";
import { fill, signed, whole, words } from "../base/words";
import { askWhatIf, choose } from "../session/life";
import type { City, LifeEvent } from "../session/types";
import { categoryColour, categoryName } from "./colours";
import { titleOf } from "./LifeLine";

const ALL = "";
const WRONG = "wrong";

interface Properties {
  readonly city: City;
  readonly citizen: number;
  readonly events: readonly LifeEvent[];
  readonly open: ReadonlySet<number>;
  readonly onToggle: (event: number) => void;
}

/** Everything that happened to one life, by month; each line opens. */
export function Events({ city, citizen, events, open, onToggle }: Properties) {
  const [filter, setFilter] = useState(ALL);
  const own = words.city.citizen;
  const kinds = [...new Set(events.map((event) => event.kind))];
  const wrong = events.filter((event) => event.wrong !== "").length;
  const shown = events
    .map((event, index) => ({ event, index }))
    .filter(({ event }) => filter === ALL || (filter === WRONG ? event.wrong !== "" : event.kind === filter))
    .reverse();
  const months = grouped(shown, ({ event }) => monthOf(city.start_date, event.day));
  const chips = [
    { name: ALL, label: own.everything, number: events.length },
    ...(wrong ? [{ name: WRONG, label: own.wrongOnes, number: wrong }] : []),
    ...kinds.map((kind) => ({ name: kind, label: kindLabel(kind), number: events.filter((each) => each.kind === kind).length })),
  ];
  return (
    <section class="events" aria-label={own.events}>
      <h3>{own.events}</h3>
      {events.length === 0 && <p class="muted">{own.noEvents}</p>}
      {kinds.length > 1 && (
        <div class="chips" role="group" aria-label={own.filter}>
          {chips.map((chip) => (
            <button key={chip.name} type="button" class="chip" aria-pressed={filter === chip.name} onClick={() => setFilter(chip.name)}>
              {chip.label} <span>{whole(chip.number)}</span>
            </button>
          ))}
        </div>
      )}
      {[...months].map(([month, list]) => (
        <div key={month}>
          <h4 class="kicker">{month}</h4>
          <ul>
            {list.map(({ event, index }) => (
              <Event key={index} city={city} citizen={citizen} event={event} isOpen={open.has(index)} onToggle={() => onToggle(index)} />
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function grouped<Item>(items: readonly Item[], by: (item: Item) => string): Map<string, Item[]> {
  const found = new Map<string, Item[]>();
  for (const item of items) {
    const there = found.get(by(item));
    if (there) there.push(item);
    else found.set(by(item), [item]);
  }
  return found;
}

function kindLabel(kind: string): string {
  const known: Record<string, string> = words.city.citizen.kinds;
  return known[kind] ?? kind.charAt(0).toUpperCase() + kind.slice(1).replaceAll("_", " ");
}

interface EventProperties {
  readonly city: City;
  readonly citizen: number;
  readonly event: LifeEvent;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function Event({ city, citizen, event, isOpen, onToggle }: EventProperties) {
  const own = words.city.citizen;
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isOpen) line.current?.scrollIntoView({ block: "nearest" });
  }, [isOpen]);
  const facts = [
    { label: own.filedBy, text: event.filed_by },
    { label: own.parameter, text: event.parameter },
    { label: own.truth, text: event.truth },
  ].filter((fact) => fact.text !== "");
  return (
    <li ref={line} class={`event${event.wrong ? " wrong" : ""}`}>
      <button type="button" aria-expanded={isOpen} onClick={onToggle}>
        <span class="event-day">{briefDate(city.start_date, event.day)}</span>
        <span class="event-title">
          {titleOf(event)}
          {event.wrong && <em class="event-wrong">{own.wrong}</em>}
        </span>
        <span class={`event-points ${event.good === true ? "good" : event.good === false ? "bad" : ""}`}>
          {event.points === null ? "" : signed(event.points)}
        </span>
      </button>
      {isOpen && (
        <div class="event-open">
          {event.detail && <p>{event.detail}</p>}
          {event.wrong && <p class="event-why">{event.wrong}</p>}
          {facts.length > 0 && (
            <dl>
              {facts.map((fact) => (
                <div key={fact.label}>
                  <dt>{fact.label}</dt>
                  <dd>{fact.text}</dd>
                </div>
              ))}
            </dl>
          )}
          {event.total !== null && (
            <p class="muted">
              {fill(own.after, { total: whole(event.total) })} <i class="swatch" style={{ background: categoryColour(event.category) }} />{" "}
              {categoryName(event.category)}
            </p>
          )}
          <p class="event-doing">
            {event.filing && (
              <button type="button" class="button small" onClick={() => void askWhatIf(citizen, event.filing!, words.city.doing.whatIf)}>
                {own.whatIf}
              </button>
            )}
            {event.other !== null && (
              <button type="button" class="as-link" onClick={() => choose(event.other)}>
                {fill(own.seeOther, { number: whole(event.other) })}
              </button>
            )}
          </p>
        </div>
      )}
    </li>
  );
}
