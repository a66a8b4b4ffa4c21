/** Days going by: frames are asked for one or two ahead, never faster than the chosen pace. */
import { still } from "../base/ground";
import { announce } from "../base/live";
import { words } from "../base/words";
import { paceOf } from "./pace";
import { sayDay, tell } from "./say";
import * as state from "./state";
import { askFrame } from "./take";

const IN_FLIGHT = 2;
let under_way: Promise<unknown>[] = [];
let timer = 0;
let due = 0;

export function play(): void {
  const city = state.city.peek();
  if (!city || state.playing.peek() || state.busy.peek()) return;
  if (state.day.peek() >= city.days - 1) return;
  state.playing.value = true;
  state.readDay.value = null;
  due = performance.now();
  ahead();
}

/** Stop asking, and wait for what is under way. */
export async function pause(): Promise<void> {
  if (!state.playing.peek() && under_way.length === 0) return;
  state.playing.value = false;
  clearTimeout(timer);
  await Promise.allSettled(under_way);
  state.beatNow();
  sayDay();
}

export function toggle(): void {
  if (state.playing.peek()) void pause();
  else play();
}

function ahead(): void {
  clearTimeout(timer);
  while (state.playing.peek() && under_way.length < IN_FLIGHT) {
    const { days, every } = paceOf(state.speed.peek(), still.peek());
    const now = performance.now();
    if (now < due - 1) {
      timer = window.setTimeout(ahead, due - now);
      return;
    }
    due = Math.max(due + every, now - every);
    send(days);
  }
}

function send(days: number): void {
  const one: Promise<unknown> = askFrame("advance", { days })
    .then(() => {
      if (state.ended.peek() !== null) finish();
    })
    .catch((error: unknown) => {
      state.playing.value = false;
      tell(error);
    })
    .finally(() => {
      under_way = under_way.filter((each) => each !== one);
      ahead();
    });
  under_way.push(one);
}

function finish(): void {
  if (!state.playing.peek()) return;
  state.playing.value = false;
  state.beatNow();
  announce(words.city.said.ended);
}
