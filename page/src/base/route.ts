/** Where one is, kept in the part of the address after #: `#/city?day=41&lens=category`. */
import { signal } from "@preact/signals";

export interface Route {
  readonly path: string;
  readonly query: URLSearchParams;
}

export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?", 2);
  return { path: path || "/", query: new URLSearchParams(query) };
}

export const route = signal<Route>(parseRoute(location.hash));

addEventListener("hashchange", () => {
  route.value = parseRoute(location.hash);
});

/** Go to a place of the page; the browser's back button returns. */
export function go(path: string): void {
  location.hash = path;
}

/** Write down the present view, without a step in the browser's history. */
export function note(path: string): void {
  if (location.hash === `#${path}`) return;
  history.replaceState(null, "", `#${path}`);
  route.value = parseRoute(location.hash);
}
