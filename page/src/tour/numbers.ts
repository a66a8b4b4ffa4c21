/** Arithmetic of the tour: what is packed is unpacked, and numbers become what a reader can count. */
import type { Grid, Interval, Voices } from "./types";

/** Undo `_packed` of told.py: two values in a byte, the first in its upper half. */
export function unpack(text: string, number: number): Uint8Array {
  const bytes = atob(text);
  const values = new Uint8Array(number);
  for (let place = 0; place < number; place++) {
    const byte = bytes.charCodeAt(place >> 1);
    values[place] = place % 2 ? byte & 15 : byte >> 4;
  }
  return values;
}

/** Whole numbers with the given proportions that add up to `total`: the largest remainders are rounded up. */
export function apportion(shares: readonly number[], total: number): number[] {
  const sum = shares.reduce((one, other) => one + other, 0);
  if (sum <= 0) return shares.map(() => 0);
  const exact = shares.map((share) => (share / sum) * total);
  const whole = exact.map(Math.floor);
  const missing = total - whole.reduce((one, other) => one + other, 0);
  const order = exact
    .map((value, place) => ({ place, rest: value - Math.floor(value) }))
    .sort((one, other) => other.rest - one.rest || one.place - other.place);
  for (const { place } of order.slice(0, missing)) whole[place] = (whole[place] ?? 0) + 1;
  return whole;
}

/** 56.21 → 56, 3.14 → 3.1: small numbers keep one digit, large ones are easier to remember without. */
export function rounded(value: number): number {
  return Math.abs(value) < 9.95 ? Math.round(value * 10) / 10 : Math.round(value);
}

export interface Range {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** The ends of an interval, within the bounds of what can be. */
export function range({ mean, half }: Interval, lowest = 0, highest = Infinity): Range {
  const reach = half ?? 0;
  return { mean, low: Math.max(lowest, mean - reach), high: Math.min(highest, mean + reach) };
}

export type Verdict = "exact" | "near" | "over" | "under";

/** How a guess lies to the answer: within the interval, within a tenth of the scale, above or below. */
export function verdict(guess: number, answer: Range, scale: number): Verdict {
  if (guess >= Math.floor(answer.low) && guess <= Math.ceil(answer.high)) return "exact";
  if (Math.abs(guess - answer.mean) <= scale / 10) return "near";
  return guess > answer.mean ? "over" : "under";
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Where a citizen lives, in homes: blocks lie side by side with a street of one home between them. */
export function placeOf(citizen: number, { side, community }: Grid): Place {
  const block = Math.floor(citizen / community);
  const within = citizen % community;
  return { x: block * (side + 1) + (within % side), y: Math.floor(within / side) };
}

/** Width and height of the grid, in homes. */
export function sizeOf({ side, community, citizens }: Grid): { width: number; height: number } {
  const blocks = Math.ceil(citizens / community);
  return { width: blocks * (side + 1) - 1, height: side };
}

export type Thinks = "against" | "for";
export type Says = "against" | "nothing" | "for";

/** A hundred people with what they think and what they say; each stays in place as far as the numbers allow. */
export function hundred(voices: Voices): { thinks: Thinks; says: Says }[] {
  const [saysSo = 0, silent = 0, feigning = 0, approves = 0, mute = 0, mocking = 0] = apportion(voices, 100);
  const people: { thinks: Thinks; says: Says }[] = [];
  const add = (number: number, thinks: Thinks, says: Says) => {
    for (let one = 0; one < number; one++) people.push({ thinks, says });
  };
  add(saysSo, "against", "against");
  add(silent, "against", "nothing");
  add(feigning, "against", "for");
  add(approves, "for", "for");
  add(mute, "for", "nothing");
  add(mocking, "for", "against");
  return people;
}

/** Set one share and keep all within what is there: no share below 0, the sum at most 100. */
export function handOut(shares: readonly number[], place: number, value: number): number[] {
  const others = shares.reduce((sum, share, one) => (one === place ? sum : sum + share), 0);
  const within = Math.max(0, Math.min(Math.round(value), 100 - others));
  return shares.map((share, one) => (one === place ? within : share));
}

/** Hand out what is left in equal parts, the first ones get one more. */
export function shareRest(shares: readonly number[]): number[] {
  const left = 100 - shares.reduce((sum, share) => sum + share, 0);
  const more = apportion(shares.map(() => 1), left);
  return shares.map((share, place) => share + (more[place] ?? 0));
}
