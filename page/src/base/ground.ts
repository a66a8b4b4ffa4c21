/** Light or dark ground, and whether things may move: the reader's system decides, and one button. */
import { computed, effect, signal } from "@preact/signals";

export type Ground = "light" | "dark";
export type Choice = "auto" | Ground;

const KEY = "glasscity-ground";

function follow(query: string) {
  const list = matchMedia(query);
  const value = signal(list.matches);
  list.addEventListener("change", (event) => {
    value.value = event.matches;
  });
  return value;
}

function kept(): Choice {
  const value = localStorage.getItem(KEY);
  return value === "light" || value === "dark" ? value : "auto";
}

const systemDark = follow("(prefers-color-scheme: dark)");

export const groundChoice = signal<Choice>(kept());
export const ground = computed<Ground>(() =>
  groundChoice.value === "auto" ? (systemDark.value ? "dark" : "light") : groundChoice.value,
);

/** Whether the reader asked for less motion: then there are steps instead of flights. */
export const still = follow("(prefers-reduced-motion: reduce)");

/** Whether the page is as narrow as a telephone. */
export const narrow = follow("(max-width: 52rem)");

effect(() => {
  document.documentElement.dataset["ground"] = ground.value;
  localStorage.setItem(KEY, groundChoice.value);
});

const known = new Map<string, string>();

/** Return the colour of a token on the present ground. */
export function token(name: string): string {
  const key = `${ground.peek()} ${name}`;
  let value = known.get(key);
  if (value === undefined) {
    value = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
    known.set(key, value);
  }
  return value;
}
