/** Scales of the charts, and which part of the time they show. */
import { max, min } from "d3-array";
import type { Row } from "../session/types";

export interface Extent {
  readonly low: number;
  readonly high: number;
}

const SPANS = [14, 30, 60, 90, 180, 365, 730, 1096, 1827, 3653];

/** The last day that charts show: enough for what has been lived, in steps, so that lines do not creep. */
export function lastDay(day: number, days: number): number {
  const span = SPANS.find((each) => each >= day + 1) ?? days;
  return Math.max(1, Math.min(days, span) - 1);
}

/** From zero up to a round number; scores, which never come near zero, get the room they use. */
export function extentOf(rows: readonly (readonly Row[])[], name: string, fromZero: boolean): Extent {
  const values = rows.flatMap((each) => each.map((row) => row[name])).filter((value) => typeof value === "number");
  const most = max(values) ?? 1;
  const least = min(values) ?? 0;
  if (fromZero) {
    if (most <= 0) return { low: 0, high: 1 };
    return { low: 0, high: niceAbove(most) };
  }
  const room = Math.max((most - least) * 0.1, Math.abs(most) * 0.002, 0.5);
  return { low: Math.floor(least - room), high: Math.ceil(most + room) };
}

/** The least of 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten that is not below a number. */
export function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  for (const nice of [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8]) {
    if (nice * power >= value * 0.9999) return Number((nice * power).toPrecision(3));
  }
  return 10 * power;
}

export function linear(from: number, to: number, start: number, end: number): (value: number) => number {
  const slope = to === from ? 0 : (end - start) / (to - from);
  return (value) => start + (value - from) * slope;
}

/** Pixels from one label to the next. */
const LEAST = 19;

/** Tops of labels that come near their places without touching each other or the floor. */
export function placed(wanted: readonly number[], height: number): number[] {
  const tops = [...wanted];
  for (let index = 1; index < tops.length; index++) tops[index] = Math.max(tops[index]!, tops[index - 1]! + LEAST);
  let floor = height - LEAST / 2;
  for (let index = tops.length - 1; index >= 0; index--) {
    tops[index] = Math.min(tops[index]!, floor);
    floor = tops[index]! - LEAST;
  }
  return tops;
}
