import { useEffect, useRef, useState } from "preact/hooks";
import { briefDate, longDate, monthStarts } from "../base/dates";
import { still } from "../base/ground";
import { fill, short, signed, words } from "../base/words";
import { linear } from "../charts/measure";
import type { Citizen, City, LifeEvent, Line } from "../session/types";
import { categoryColour, categoryName } from "./colours";
import { bands, betweenPath, marks, range, runs, stepPath, type Mark } from "./life_scale";

const HEIGHT = 236;
const STRIP = 9;
const RIGHT = 34;

interface Properties {
  readonly city: City;
  readonly life: Citizen;
  readonly line: Line;
  /** The score of the same life without one filing, as far as it is lived again. */
  readonly twin: readonly (number | null)[] | null;
  readonly openDay: number | null;
  readonly onOpen: (events: readonly number[], day: number) => void;
}

/** The score of one life over the bands of the categories, with every cause as a mark that opens. */
export function LifeLine({ city, life, line, twin, openDay, onOpen }: Properties) {
  const holder = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(400);
  const [at, setAt] = useState<number | null>(null);
  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    const watching = new ResizeObserver(() => setWidth(element.clientWidth));
    watching.observe(element);
    return () => watching.disconnect();
  }, []);

  const last = Math.max(1, line.total.length - 1);
  const [low, high] = range(twin ? [line.total, twin] : [line.total], life.start);
  useEffect(() => {
    // The answer to "what if" is in the picture: show it.
    if (twin) holder.current?.scrollIntoView({ block: "start", behavior: still.peek() ? "auto" : "smooth" });
  }, [twin !== null]);
  const across = linear(0, last, 0, Math.max(60, width - RIGHT));
  const up = linear(low, high, HEIGHT, 6);
  const all = marks(life.events);
  const heightOf = (mark: Mark): number => (mark.onLine ? up(line.total[mark.day] ?? life.start) : HEIGHT - 7);
  const shown = at ?? openDay;

  const step = (days: number): void => {
    const stops = [...new Set(all.map((mark) => mark.day))].sort((one, other) => one - other);
    const from = shown ?? (days > 0 ? -1 : last + 1);
    const next = days > 0 ? stops.find((day) => day > from) : stops.findLast((day) => day < from);
    if (next !== undefined) setAt(next);
  };
  const eventsOn = (day: number): number[] => all.filter((mark) => mark.day === day).flatMap((mark) => mark.events);
  const say = (day: number): string =>
    fill(words.city.citizen.lifeReading, {
      day,
      date: longDate(city.start_date, day),
      total: short(line.total[day] ?? life.start),
      category: categoryName(line.category[day] ?? -1),
      events: eventsOn(day).map((index) => titleOf(life.events[index]!)).join("; "),
    });

  return (
    <div
      ref={holder}
      class="life-line"
      role="slider"
      tabIndex={0}
      aria-label={words.city.citizen.lifeName}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={shown ?? last}
      aria-valuetext={say(shown ?? last)}
      onKeyDown={(event) => {
        if (event.key === "ArrowRight") step(1);
        else if (event.key === "ArrowLeft") step(-1);
        else if (event.key === "Enter" && shown !== null) onOpen(eventsOn(shown), shown);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
      onBlur={() => setAt(null)}
    >
      <svg width={width} height={HEIGHT + 2 * STRIP + 33} aria-hidden="true">
        {bands(city.categories, low, high).map((band) => (
          <g key={band.name}>
            <rect
              class="band"
              x={0}
              width={across(last)}
              y={up(band.high)}
              height={Math.max(0, up(band.low) - up(band.high))}
              fill={categoryColour(band.index)}
            />
            <line class="bound" x1={0} x2={across(last)} y1={up(band.low)} y2={up(band.low)} />
            {up(band.low) - up(band.high) > 11 && (
              <text class="band-name" x={across(last) + 7} y={(up(band.low) + up(band.high)) / 2 + 4}>{band.name}</text>
            )}
          </g>
        ))}
        <line class="start" x1={0} x2={across(last)} y1={up(life.start)} y2={up(life.start)} />
        <text class="start-label" x={across(last) - 4} y={up(life.start) - 5} text-anchor="end">{short(life.start)}</text>
        {twin && <path class="twin-between" d={betweenPath(line.total, twin, across, up)} />}
        {line.influence && <path class="own-line" d={stepPath(line.base, across, up)} />}
        <path class="score-line" d={stepPath(line.total, across, up)} />
        {twin && <path class="twin-line" d={stepPath(twin, across, up)} />}
        {shown !== null && <line class="reading" x1={across(shown)} x2={across(shown)} y1={0} y2={HEIGHT} />}
        {all.map((mark) => (
          <g
            key={`${mark.day} ${mark.onLine}`}
            class={`mark ${mark.points < 0 ? "bad" : mark.points > 0 ? "good" : "even"}${mark.isWrong ? " wrong" : ""}${mark.isSmall ? " small" : ""}${mark.day === shown ? " shown" : ""}`}
            onClick={() => onOpen(mark.events, mark.day)}
            onPointerEnter={() => setAt(mark.day)}
            onPointerLeave={() => setAt(null)}
          >
            <circle class="reach" cx={across(mark.day)} cy={heightOf(mark)} r={9} />
            {mark.isWrong ? (
              <path d={diamond(across(mark.day), heightOf(mark), 5.5)} />
            ) : mark.onLine ? (
              <circle cx={across(mark.day)} cy={heightOf(mark)} r={mark.isSmall ? 1.8 : Math.min(5.5, 2.6 + Math.sqrt(Math.abs(mark.points)) / 4)} />
            ) : mark.points === 0 ? (
              <path d={`M${across(mark.day)} ${heightOf(mark) - 3}v6`} class="tick" />
            ) : (
              <path d={mark.points < 0 ? triangle(across(mark.day), heightOf(mark), 4) : triangle(across(mark.day), heightOf(mark), -4)} />
            )}
          </g>
        ))}
        <Strip top={HEIGHT + 8} days={line.category} across={across} name={words.city.citizen.stripFile} />
        {life.true_category && (
          <Strip top={HEIGHT + 10 + STRIP} days={life.true_category} across={across} name={words.city.citizen.stripTrue} />
        )}
        {months(city.start_date, last).map(({ day, label }) => (
          <text key={day} class="month" x={across(day)} y={HEIGHT + 2 * STRIP + 28}>{label}</text>
        ))}
      </svg>
      {at !== null && (
        <p class={`life-reading${across(at) > width / 2 ? " leftwards" : ""}`} style={{ left: `${across(at)}px` }}>
          <b>{briefDate(city.start_date, at)}</b> {short(line.total[at] ?? life.start)}{" "}
          {categoryName(line.category[at] ?? -1)}
          {eventsOn(at).slice(0, 4).map((index) => {
            const event = life.events[index]!;
            return (
              <span key={index}>
                {event.points !== null && <em>{signed(event.points)}</em>} {titleOf(event)}
              </span>
            );
          })}
        </p>
      )}
    </div>
  );
}

/** What an event is called, with what it is about. */
export function titleOf({ title, what }: LifeEvent): string {
  if (!what) return title;
  const first = (text: string): string => text.toLowerCase().split(/[\s:]/)[0] ?? "";
  // "Category" and "category falls": once is enough.
  return first(title) === first(what) ? what.charAt(0).toUpperCase() + what.slice(1) : `${title}: ${what}`;
}

interface StripProperties {
  readonly top: number;
  readonly days: readonly number[];
  readonly across: (day: number) => number;
  readonly name: string;
}

function Strip({ top, days, across, name }: StripProperties) {
  const end = across(days.length - 1);
  return (
    <g>
      {runs(days).map((run) => (
        <rect
          key={run.from}
          x={across(run.from)}
          y={top}
          width={Math.max(0.5, Math.min(end, across(run.to)) - across(run.from))}
          height={STRIP - 1}
          fill={categoryColour(run.category)}
        />
      ))}
      <text class="strip-name" x={end + 7} y={top + STRIP - 1}>{name}</text>
    </g>
  );
}

function months(start: string, last: number): { day: number; label: string }[] {
  const all = monthStarts(start, last);
  const every = Math.ceil(all.length / 7);
  return all.filter((_, index) => index % every === 0);
}

const diamond = (x: number, y: number, size: number): string =>
  `M${x} ${y - size}L${x + size} ${y}L${x} ${y + size}L${x - size} ${y}Z`;
const triangle = (x: number, y: number, size: number): string =>
  `M${x - Math.abs(size)} ${y - size / 1.4}H${x + Math.abs(size)}L${x} ${y + size}Z`;
