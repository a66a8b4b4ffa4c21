/** Dates of the city: day 0 is the start date; no clock of this machine is asked. */

const DAY = 86_400_000;
const long = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const brief = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const month = new Intl.DateTimeFormat("en-GB", { month: "short", timeZone: "UTC" });
const monthYear = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });

export function dateOf(start: string, day: number): Date {
  return new Date(Date.parse(`${start}T00:00:00Z`) + day * DAY);
}

export const longDate = (start: string, day: number): string => long.format(dateOf(start, day));
export const briefDate = (start: string, day: number): string => brief.format(dateOf(start, day));
export const monthOf = (start: string, day: number): string => monthYear.format(dateOf(start, day));

/** The days up to `last` on which a month begins, with its short name; the year's first also bears the year. */
export function monthStarts(start: string, last: number): { day: number; label: string }[] {
  const found: { day: number; label: string }[] = [];
  const from = dateOf(start, 0);
  for (let index = from.getUTCDate() === 1 ? 0 : 1; ; index++) {
    const date = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + index, 1));
    const day = Math.round((date.getTime() - from.getTime()) / DAY);
    if (day > last) return found;
    found.push({ day, label: month.format(date) });
  }
}
