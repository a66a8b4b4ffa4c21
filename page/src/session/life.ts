/** The citizen whom one looks at: asked for when chosen, and again as days go by. */
import { batch, effect } from "@preact/signals";
import { attempt } from "./doing";
import { tell } from "./say";
import { livedAgain } from "./lived_again";
import { Refused } from "./refused";
import { ask } from "./socket";
import * as state from "./state";
import { showProgress } from "./take";
import type { Citizen, Progress, Such, WhatIf } from "./types";

let asked = "";

/** Choose a citizen, or nobody. */
export function choose(number: number | null): void {
  state.whatIf.value = null;
  state.such.value = null;
  state.citizen.value = null;
  state.selected.value = number;
  if (number !== null) state.tab.value = "citizen";
}

/** Ask for the chosen one whenever one stands still on another day, world or choice. */
export function followChoice(): void {
  effect(() => {
    const number = state.selected.value;
    const world = state.selectedWorld.value;
    const isPlaying = state.playing.value;
    const isBusy = state.busy.value !== null;
    const edition = state.edition.value;
    const day = isPlaying ? -2 : state.day.value;
    if (number === null || !state.city.value || isPlaying || isBusy) return;
    const question = `${number} ${world} ${day} ${edition}`;
    if (question === asked && state.citizen.peek()) return;
    asked = question;
    void load(number, world, question);
  });
}

async function load(citizen: number, world: number, question: string): Promise<void> {
  try {
    const answer = await ask<Citizen>("citizen", { citizen, world });
    if (question !== asked) return;
    if (state.whatIf.peek() && state.whatIf.peek()?.line.total.length !== answer.line?.total.length) {
      state.whatIf.value = null;
    }
    state.citizen.value = answer;
    const such = await ask<Such>("such", { citizen });
    if (question === asked) state.such.value = such;
  } catch (error) {
    if (question === asked && !(error instanceof Refused && error.lost)) tell(error);
  }
}

export async function askWhatIf(citizen: number, filing: string, doing: string): Promise<void> {
  const without = filing.startsWith("filing:") ? filing : `filing:${filing}`;
  const was = state.citizen.peek()?.line?.total ?? [];
  const show = (progress: Progress): void => {
    showProgress(progress);
    if (progress.so_far?.length) state.whatIfSoFar.value = livedAgain(was, progress.so_far, progress.of);
  };
  const answer = await attempt(doing, () => ask<WhatIf>("what_if", { citizen, without }, show));
  batch(() => {
    state.whatIfSoFar.value = null;
    if (answer) state.whatIf.value = answer;
  });
}
