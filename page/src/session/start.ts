/** From the first connection to a city: what the link names, what still stands, or what the command asked for. */
import { effect } from "@preact/signals";
import { note, route } from "../base/route";
import { compare, goToDay, openCity } from "./doing";
import { choose, followChoice } from "./life";
import { decodeView, encodeView, viewOf, type View } from "./link";
import { looking } from "./looking";
import { tell } from "./say";
import { ask, connect, whenOpen } from "./socket";
import * as state from "./state";
import { takeCity } from "./take";
import type { City, Hello } from "./types";

export function start(): void {
  whenOpen(() => void greet());
  followChoice();
  keepLink();
  effect(() => {
    // Coming from the welcome or the tour for the first time, the city has yet to be opened.
    const isHere = route.value.path.startsWith("/city");
    if (isHere && state.hello.value && !state.city.peek()) void openFromLink();
  });
  connect();
}

/** Under this name the tab keeps what its session is called, so that a reload comes back to the same city. */
const KEPT = "glasscity-session";

async function greet(): Promise<void> {
  try {
    const before = state.city.peek();
    const session = sessionStorage.getItem(KEPT);
    const hello = await ask<Hello>("hello", session ? { session } : {});
    if (hello.session) sessionStorage.setItem(KEPT, hello.session);
    if (before && !(hello.open && (await takeUp()))) await restore(viewOf(before, looking()));
    state.hello.value = hello;
  } catch (error) {
    tell(error);
  }
}

/** Take up the city that the server still keeps; returns whether there is one. */
async function takeUp(wanted: View | null = null): Promise<boolean> {
  try {
    const city = await ask<City>("city");
    if (wanted && !isSame(wanted, city)) return false;
    if (wanted) {
      state.lensName.value = wanted.lens;
      state.applied.value = wanted.changes;
      state.beside.value = wanted.compared;
    }
    await takeCity(city, true);
    if (wanted && wanted.citizen !== null && wanted.citizen < city.citizens) choose(wanted.citizen);
    return true;
  } catch {
    return false;
  }
}

/** Whether a link names the city that is open, with as many changes. */
function isSame(view: View, city: City): boolean {
  return (
    view.scenario === city.scenario &&
    view.citizens === city.citizens &&
    view.seed === String(city.seed) &&
    (view.life === null || view.life === String(city.life)) &&
    view.day === city.day &&
    view.changes.length === city.changes.length &&
    view.compared.length === (city.compared?.changes.length ?? 0)
  );
}

/** Whether the page was loaded anew: then its city is wanted as it stands, even where the link lags behind. */
function isReload(): boolean {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return navigation?.type === "reload";
}

let opening = false;

async function openFromLink(): Promise<void> {
  if (opening) return;
  opening = true;
  try {
    const view = decodeView(route.peek().query);
    const hello = state.hello.peek();
    if (hello?.open && ((await takeUp(view)) || (isReload() && (await takeUp())))) return;
    if (view) await restore(view);
    if (!state.city.peek() && hello) {
      const { scenario, citizens, seed, life } = hello.start;
      await openCity({ scenario, citizens, seed: String(seed), life: life === null ? null : String(life), changes: [] });
    }
  } finally {
    opening = false;
  }
}

async function restore(view: View): Promise<void> {
  state.lensName.value = view.lens;
  const { scenario, citizens, seed, life, changes } = view;
  if (!(await openCity({ scenario, citizens, seed, life, changes }))) return;
  if (view.compared.length) await compare(view.compared);
  if (view.day >= 0) await goToDay(view.day);
  if (view.citizen !== null && view.citizen < citizens) choose(view.citizen);
}

/** Keep the address in step with the view, but only while nothing moves. */
function keepLink(): void {
  let timer = 0;
  effect(() => {
    const city = state.city.value;
    const isMoving = state.playing.value || state.busy.value !== null;
    const seen = looking();
    clearTimeout(timer);
    if (!city || isMoving || !route.value.path.startsWith("/city")) return;
    timer = window.setTimeout(() => note(encodeView(viewOf(city, seen))), 400);
  });
}
