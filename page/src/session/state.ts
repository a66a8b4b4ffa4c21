/** What the page knows of the city, and where one looks at it. */
import { computed, signal } from "@preact/signals";
import type { Places } from "../city/places";
import type { Change, Citizen, City, Hello, Progress, Row, Such, WhatIf } from "./types";

export type Tab = "plate" | "days" | "citizen" | "rules";
export type MapView = "first" | "second" | "both" | "difference";

export interface Busy extends Progress {
  readonly stoppable: boolean;
}

export const hello = signal<Hello | null>(null);
export const city = signal<City | null>(null);
/** Rises whenever the server sends the city anew. */
export const edition = signal(0);
export const places = signal<Places | null>(null);

/** The bytes of the last frame, one array a world. They are replaced, never written to. */
export const frame: { values: [Uint8Array, Uint8Array | null]; lens: string } = {
  values: [new Uint8Array(0), null],
  lens: "",
};
/** The day rows of each world. They grow in place: read them after `frames` or `beat` changed. */
export const rows: [Row[], Row[]] = [[], []];

/** Rises with each frame: the map listens to it. */
export const frames = signal(0);
/** Rises with frames too, but a dozen times a second at most: words and charts listen to it. */
export const beat = signal(0);

export const day = signal(-1);
export const worlds = signal<1 | 2>(1);
export const differ = signal(0);
export const ended = signal<string | null>(null);

export const lensName = signal("category");
export const lens = computed(() => {
  const all = city.value?.lenses ?? [];
  return all.find((each) => each.name === lensName.value) ?? all[0] ?? null;
});

export const playing = signal(false);
/** Days in a second; 0 is as fast as it goes. */
export const speed = signal(10);
export const busy = signal<Busy | null>(null);
export const problem = signal<{ message: string; place: string | null } | null>(null);

export const tab = signal<Tab>("days");
export const mapView = signal<MapView>("first");
/** Blocks by share instead of homes: what the reader chose, or null for what the zoom suggests. */
export const shares = signal<boolean | null>(null);

export const selected = signal<number | null>(null);
export const selectedWorld = signal<0 | 1>(0);
export const citizen = signal<Citizen | null>(null);
export const such = signal<Such | null>(null);
export const whatIf = signal<WhatIf | null>(null);
/** The points without that filing, from the first day, as far as they are lived again by now. */
export const whatIfSoFar = signal<readonly (number | null)[] | null>(null);

/** Changes that hold, with their days. */
export const applied = signal<readonly Change[]>([]);
/** What the second world has beyond the first. */
export const beside = signal<readonly Change[]>([]);
/** What can be looked for; the server knows once a day has passed. */
export const finds = signal<readonly string[]>([]);

/** Changes that were set and not applied yet, by path. */
export const wanted = signal<ReadonlyMap<string, Change>>(new Map());

/** The day that is shown from the film while the slider is dragged. */
export const leafed = signal<number | null>(null);
/** The day that is shown on map and plate. */
export const shownDay = computed(() => leafed.value ?? day.value);

/** The day that the reading line of the charts stands on, or null for the last one. */
export const readDay = signal<number | null>(null);

export type DialogName = "open" | "keys" | "welcome" | "about" | null;
export const dialog = signal<DialogName>(null);

let waiting = 0;

/** Let words and charts know of new frames, not more often than the eye can read. */
export function beatSoon(): void {
  if (waiting) return;
  waiting = window.setTimeout(() => {
    waiting = 0;
    beat.value++;
  }, 80);
}

export function beatNow(): void {
  clearTimeout(waiting);
  waiting = 0;
  beat.value++;
}
