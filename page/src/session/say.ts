/** What is said aloud, and what is shown when something failed. */
import { longDate } from "../base/dates";
import { announce } from "../base/live";
import { fill, words } from "../base/words";
import { Refused } from "./refused";
import * as state from "./state";

/** Show one clear message; a lost connection has its banner, and being stopped is no fault. */
export function tell(error: unknown): void {
  if (error instanceof Refused) {
    if (error.lost || error.message === "stopped") return;
    state.problem.value = { message: error.message, place: error.place };
    announce(error.message, true);
  } else {
    state.problem.value = { message: words.city.errors.unexpected, place: null };
    console.warn(error);
  }
}

export function sayDay(): void {
  const city = state.city.peek();
  if (!city) return;
  const day = state.day.peek();
  announce(
    day < 0
      ? words.city.said.before
      : fill(words.city.said.day, { day, date: longDate(city.start_date, day) }),
  );
}
