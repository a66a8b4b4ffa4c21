/** The tour's words stand in words/en.json; a translation is a second file of that form. */
import { fill } from "../base/words";
import { rounded } from "./numbers";
import type { Interval } from "./types";
import en from "./words/en.json";

export const words = en;

export { fill };

const separated = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });

/** 2048 → "2,048"; −50 → "−50", with a true minus sign. */
export function number(value: number): string {
  return separated.format(value).replace("-", "−");
}

/** "56 (between 55 and 57)": a mean, and where it would lie with other lives of the city. */
export function within(interval: Interval, lowest = 0, highest = Infinity): string {
  const { mean, half } = interval;
  const said = number(rounded(mean));
  if (half === null) return said;
  const low = number(rounded(Math.max(lowest, mean - half)));
  const high = number(rounded(Math.min(highest, mean + half)));
  return low === high ? said : fill(words.common.within, { mean: said, low, high });
}

/** The mean alone. */
export function mean({ mean }: Interval): string {
  return number(rounded(mean));
}

const months = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** "2018-03-02" → "2 Mar": the city's year is the same for everybody. */
export function dayText(date: string): string {
  return months.format(new Date(`${date}T00:00:00Z`));
}
