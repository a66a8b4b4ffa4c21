/** What the reader can do to the city. Each of these shows its progress and, if it fails, one message. */
import { batch } from "@preact/signals";
import { announce } from "../base/live";
import { fill, plural, whole, words } from "../base/words";
import { pause } from "./player";
import { sayDay, tell } from "./say";
import { ask } from "./socket";
import * as state from "./state";
import { askFrame, showProgress, takeCity } from "./take";
import type { Change, City, Exported, Found } from "./types";

export interface Question {
  readonly scenario: string;
  readonly citizens: number;
  readonly seed: string;
  readonly life: string | null;
  readonly changes: readonly Change[];
}

/** Do something that may take long: pause, show progress, and say what went wrong. */
export async function attempt<Result>(what: string, task: () => Promise<Result>): Promise<Result | null> {
  await pause();
  state.problem.value = null;
  state.busy.value = { what, done: 0, of: 0, stoppable: false };
  try {
    return await task();
  } catch (error) {
    tell(error);
    return null;
  } finally {
    state.busy.value = null;
  }
}

export const openCity = (question: Question) =>
  attempt(words.city.doing.founding, async () => {
    const city = await ask<City>("open", question, showProgress);
    batch(() => {
      state.wanted.value = new Map();
      state.applied.value = question.changes;
      state.beside.value = [];
    });
    await takeCity(city);
    announce(fill(words.city.said.opened, { title: city.title, citizens: whole(city.citizens) }));
    return city;
  });

export const step = (days: number) =>
  attempt(words.city.doing.living, async () => {
    await askFrame("advance", { days }, showProgress);
    sayDay();
  });

export const backTo = (day: number) =>
  attempt(words.city.doing.back, async () => {
    await askFrame("back", { day }, showProgress);
    sayDay();
  });

/** Go to a day, forwards or back. */
export async function goToDay(day: number): Promise<void> {
  const ahead = day - state.day.peek();
  if (ahead > 0) await step(ahead);
  else if (ahead < 0) await backTo(day);
}

export async function chooseLens(name: string): Promise<void> {
  state.lensName.value = name;
  // While days go by, the next frame comes in the new colours anyhow.
  if (!state.playing.peek()) await askFrame("frame").catch(tell);
}

export const changeRules = (changes: readonly Change[]) =>
  attempt(words.city.doing.changing, async () => {
    const tomorrow = state.day.peek() + 1;
    const city = await ask<City>("change", { changes }, showProgress);
    batch(() => {
      state.wanted.value = new Map();
      state.applied.value = [...state.applied.peek(), ...changes.map((each) => ({ ...each, day: each.day ?? tomorrow }))];
      state.beside.value = [];
    });
    await takeCity(city);
    announce(plural(words.city.said.changed, changes.length));
    return city;
  });

export const compare = (changes: readonly Change[]) =>
  attempt(words.city.doing.comparing, async () => {
    const city = await ask<City>("compare", { changes }, showProgress);
    batch(() => {
      state.wanted.value = new Map();
      state.beside.value = changes;
      state.mapView.value = changes.length ? "both" : "first";
      state.selectedWorld.value = 0;
    });
    await takeCity(city);
    announce(changes.length ? words.city.said.compared : words.city.said.oneWorld);
    return city;
  });

export const find = (what: string) =>
  attempt(words.city.doing.finding, () => ask<Found>("find", { what }, showProgress));

export const exported = (what: "scenario" | "days" | "citizen", citizen?: number) =>
  attempt(words.city.doing.exporting, () => ask<Exported>("export", citizen === undefined ? { what } : { what, citizen }));
