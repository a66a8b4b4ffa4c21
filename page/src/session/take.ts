/** Take what the server sent into the state. */
import { batch } from "@preact/signals";
import { buildPlaces } from "../city/places";
import { readPlaces, type Binary } from "./binary";
import { ask } from "./socket";
import { Film, type Pictures } from "./film";
import * as state from "./state";
import type { City, FrameHead, Progress } from "./types";

const film = new Film();
let shown: Pictures | null = null;

/** Show a day from the film while the slider is dragged; null ends it. Returns the day that is shown. */
export function leafTo(day: number | null): number | null {
  const found = day === null ? null : film.at(day);
  if (!shown) shown = [...state.frame.values];
  const [first, second] = found?.pictures ?? shown;
  state.frame.values = [first, second];
  if (day === null) shown = null;
  state.frames.value++;
  state.leafed.value = found?.day ?? null;
  state.beatSoon();
  return found?.day ?? null;
}

type FrameAnswer = Binary<FrameHead & { id: number }>;

export function takeFrame({ head, bytes }: FrameAnswer): void {
  const citizens = state.city.peek()?.citizens ?? bytes.length;
  state.frame.values = [
    bytes.subarray(0, citizens),
    head.worlds === 2 ? bytes.subarray(citizens, 2 * citizens) : null,
  ];
  if (state.frame.lens !== head.lens) film.clear();
  state.frame.lens = head.lens;
  film.keep(head.day, state.frame.values);
  shown = null;
  for (const world of [0, 1] as const) {
    if (head.reset) state.rows[world].length = 0;
    for (const row of head.numbers[world] ?? []) state.rows[world].push(row);
  }
  batch(() => {
    state.day.value = head.day;
    state.worlds.value = head.worlds;
    state.differ.value = head.differ;
    state.leafed.value = null;
    state.ended.value = head.ended ? (head.digest ?? "") : null;
    state.frames.value++;
  });
  state.beatSoon();
}

export async function askFrame(
  name: "advance" | "frame" | "back",
  values: object = {},
  progress?: (progress: Progress) => void,
): Promise<void> {
  const answer = await ask<FrameAnswer>(name, { ...values, lens: state.lensName.peek() }, progress);
  takeFrame(answer);
}

/**
 * A city was founded, or its rules changed: take it, its homes, and the first frame.
 *
 * `isTakenUp`: the city stood open before this page knew of it, so that all its numbers are wanted again.
 */
export async function takeCity(city: City, isTakenUp = false): Promise<void> {
  const before = state.city.peek();
  const isSameGround =
    before !== null &&
    state.places.peek() !== null &&
    before.scenario === city.scenario &&
    before.citizens === city.citizens &&
    before.seed === city.seed;
  let places = state.places.peek();
  if (!isSameGround) {
    const answer = await ask<Binary>("places");
    const { x, y } = readPlaces(answer.bytes, city.citizens);
    places = buildPlaces(city, x, y);
  }
  film.clear();
  batch(() => {
    if (!city.lenses.some((lens) => lens.name === state.lensName.peek())) {
      state.lensName.value = city.lenses[0]?.name ?? "category";
    }
    if (!isSameGround) {
      state.selected.value = null;
      state.citizen.value = null;
      state.frame.values = [new Uint8Array(0), null];
    }
    state.rows[0].length = 0;
    state.rows[1].length = 0;
    state.readDay.value = null;
    state.whatIf.value = null;
    state.city.value = city;
    if (city.finds.length || !isSameGround) state.finds.value = city.finds;
    state.places.value = places;
    state.day.value = city.day;
    state.edition.value++;
    if (!city.compared) state.mapView.value = "first";
  });
  await (isTakenUp ? askFrame("back", { day: city.day }) : askFrame("frame"));
  state.beatNow();
}

export function showProgress(progress: Progress): void {
  state.busy.value = { ...progress, stoppable: true };
}
