/** The picture of one life: how points become heights, and which events share a mark. */
import type { Category, LifeEvent, Line } from "../session/types";

export interface BandPlace {
  readonly index: number;
  readonly name: string;
  readonly low: number;
  readonly high: number;
}

/** Lowest and highest score of the picture: the lines, the start, and a little room. */
export function range(lines: readonly Line["total"][], start: number): [number, number] {
  let low = start;
  let high = start;
  for (const line of lines) {
    for (const total of line) {
      if (total === null) continue;
      if (total < low) low = total;
      if (total > high) high = total;
    }
  }
  const room = Math.max(12, (high - low) * 0.12);
  return [low - room, high + room];
}

/** Where each category lies between two scores; categories that lie outside are left out. */
export function bands(categories: readonly Category[], low: number, high: number): BandPlace[] {
  const found: BandPlace[] = [];
  let top = Infinity;
  categories.forEach((category, index) => {
    const bottom = category.at_least ?? -Infinity;
    const from = Math.max(low, bottom);
    const to = Math.min(high, top);
    if (to > from) found.push({ index, name: category.name, low: from, high: to });
    top = bottom;
  });
  return found;
}

/** Events of one day make one mark. */
export interface Mark {
  readonly day: number;
  readonly events: readonly number[];
  readonly points: number;
  readonly isWrong: boolean;
  /** Whether nothing but contacts' scores moved: many of these make no story. */
  readonly isSmall: boolean;
  /** Whether it is on the line of the score, or a notice beneath it. */
  readonly onLine: boolean;
}

export function marks(events: readonly LifeEvent[]): Mark[] {
  const byDay = new Map<string, number[]>();
  events.forEach((event, index) => {
    const key = `${event.day} ${event.points === null ? "below" : "line"}`;
    const there = byDay.get(key);
    if (there) there.push(index);
    else byDay.set(key, [index]);
  });
  return [...byDay.values()].map((indices) => {
    const of = indices.map((index) => events[index]!);
    return {
      day: of[0]!.day,
      events: indices,
      points: of.reduce((sum, event) => sum + (event.points ?? (event.good === null ? 0 : event.good ? 1 : -1)), 0),
      isSmall: of.every((event) => event.kind === "contacts"),
      isWrong: of.some((event) => event.wrong !== ""),
      onLine: of[0]!.points !== null,
    };
  });
}

/** A path that holds each day's height to the next day's: scores change overnight. */
export function stepPath(values: readonly (number | null)[], across: (day: number) => number, up: (value: number) => number): string {
  let path = "";
  values.forEach((value, day) => {
    if (value === null) return;
    const x = across(day).toFixed(1);
    const y = up(value).toFixed(1);
    path += path === "" ? `M${x} ${y}` : `H${x}V${y}`;
  });
  return path;
}

/** The area between two such paths. */
export function betweenPath(
  one: readonly (number | null)[],
  other: readonly (number | null)[],
  across: (day: number) => number,
  up: (value: number) => number,
): string {
  const days = Math.min(one.length, other.length);
  if (days < 2 || one.includes(null) || other.includes(null)) return "";
  const there = stepPath(one.slice(0, days), across, up);
  let back = "";
  for (let day = days - 1; day >= 0; day--) {
    const y = up(other[day]!).toFixed(1);
    back += day === days - 1 ? `L${across(day).toFixed(1)} ${y}` : `V${y}H${across(day).toFixed(1)}`;
  }
  return `${there}${back}Z`;
}

/** Runs of days in one category: for the strips beneath the picture. */
export function runs(category: readonly number[]): { from: number; to: number; category: number }[] {
  const found: { from: number; to: number; category: number }[] = [];
  category.forEach((here, day) => {
    const last = found.at(-1);
    if (last && last.category === here) last.to = day + 1;
    else found.push({ from: day, to: day + 1, category: here });
  });
  return found;
}
