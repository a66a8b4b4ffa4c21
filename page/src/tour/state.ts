/** What a reader has guessed and seen; it lasts as long as the page stands open, and goes nowhere. */
import { signal } from "@preact/signals";
import type { ChapterName } from "./types";

/** The guess of each chapter as numbers: one, or one for each weight, or one for each of those to blame. */
export const guesses = signal<Partial<Record<ChapterName, readonly number[]>>>({});

/** Which answers have been shown. */
export const shown = signal<ReadonlySet<ChapterName>>(new Set());

export function guess(chapter: ChapterName, values: readonly number[]): void {
  guesses.value = { ...guesses.value, [chapter]: values };
}

export function show(chapter: ChapterName): void {
  shown.value = new Set([...shown.value, chapter]);
}

export function beginAgain(): void {
  guesses.value = {};
  shown.value = new Set();
}
