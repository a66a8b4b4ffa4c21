/** What the map shows just now: the palette of the lens, what is set apart, and which worlds. */
import { computed, signal } from "@preact/signals";
import { ground, still, token } from "../base/ground";
import * as state from "../session/state";
import type { Lens } from "../session/types";
import { camera } from "./camera_state";
import { lensPalette, type Ink } from "./painter";
import { BETTER, lowness, paletteOf, SAME, WORSE } from "./palette";

/** Bytes that the reader set apart in the legend: the others fade. Empty: everything is shown. */
export const apart = signal<ReadonlySet<number>>(new Set());

/** Bounds between the steps of shares, as last painted. */
export const bounds = signal<readonly number[]>([]);

export const ink = computed<Ink>(() => {
  void ground.value;
  return {
    page: token("page"),
    block: token("block"),
    water: token("water"),
    meadow: token("meadow"),
    ink: token("ink"),
    nothing: token("plot"),
    shares: Array.from({ length: 6 }, (_, step) => token(`share-${step}`)),
    serif: token("serif"),
  };
});

export const palette = computed(() => {
  const lens = state.lens.value;
  if (!lens) return paletteOf([], "#888888");
  return lensPalette(lens, ground.value === "dark", ink.value.nothing, apart.value.size ? apart.value : null);
});

/** Same, better, worse: of the difference between two worlds. */
export const differenceColours = computed(() => {
  void ground.value;
  const colours: string[] = [];
  colours[SAME] = token("plot");
  colours[BETTER] = token("gain");
  colours[WORSE] = token("loss");
  return colours;
});
export const differencePalette = computed(() => paletteOf(differenceColours.value, ink.value.nothing));

/** Below this many pixels of the screen a home is too small to be told from its neighbours. */
const TOO_SMALL = 0.5;

export const showsShares = computed(() => {
  if (state.mapView.value === "difference") return false;
  return state.shares.value ?? camera.value.scale * devicePixelRatio < TOO_SMALL;
});

/** Whether a day's changes come one after the other: while days go by, and where motion is welcome. */
export const flows = computed(
  () =>
    state.playing.value &&
    !still.value &&
    state.leafed.value === null &&
    !showsShares.value &&
    state.mapView.value !== "difference",
);

/** Weights of the bytes in the shares of blocks: what was set apart, or what is low in this lens. */
export const weights = computed(() => {
  const lens = state.lens.value;
  if (!lens) return new Float32Array(256);
  if (!apart.value.size) return lowness(lens);
  const chosen = new Float32Array(256);
  for (const value of apart.value) chosen[value] = 1;
  return chosen;
});

/** The words of the bytes that count in shares. */
export function countedWords(lens: Lens): string[] {
  const counting = weights.value;
  return lens.legend.filter((each) => counting[each.value]! > 0).map((each) => each.label);
}
