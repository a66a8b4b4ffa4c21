/** A view as a link: everything that is needed to found the same city again and to look at the same place. */
import type { Change, City } from "./types";

export interface View {
  readonly scenario: string;
  readonly citizens: number;
  readonly seed: string;
  readonly life: string | null;
  readonly day: number;
  readonly lens: string;
  readonly citizen: number | null;
  readonly changes: readonly Change[];
  readonly compared: readonly Change[];
}

export interface Looking {
  readonly day: number;
  readonly lens: string;
  readonly citizen: number | null;
  readonly changes: readonly Change[];
  readonly compared: readonly Change[];
}

export function viewOf(city: City, looking: Looking): View {
  return {
    scenario: city.scenario,
    citizens: city.citizens,
    seed: String(city.seed),
    life: city.life === null ? null : String(city.life),
    ...looking,
  };
}

export function encodeView(view: View): string {
  const query = new URLSearchParams({
    scenario: view.scenario,
    citizens: String(view.citizens),
    seed: view.seed,
  });
  if (view.life !== null) query.set("life", view.life);
  if (view.day >= 0) query.set("day", String(view.day));
  if (view.lens !== "category") query.set("lens", view.lens);
  if (view.citizen !== null) query.set("citizen", String(view.citizen));
  if (view.changes.length) query.set("changes", JSON.stringify(view.changes));
  if (view.compared.length) query.set("compared", JSON.stringify(view.compared));
  return `/city?${query.toString()}`;
}

/** Return the view that a link names, or null where it names no city. */
export function decodeView(query: URLSearchParams): View | null {
  const scenario = query.get("scenario");
  const citizens = wholeNumber(query.get("citizens"));
  const seed = seedIn(query.get("seed"));
  if (!scenario || citizens === null || seed === null) return null;
  return {
    scenario,
    citizens,
    seed,
    life: seedIn(query.get("life")),
    day: wholeNumber(query.get("day")) ?? -1,
    lens: query.get("lens") ?? "category",
    citizen: wholeNumber(query.get("citizen")),
    changes: changesIn(query.get("changes")),
    compared: changesIn(query.get("compared")),
  };
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function seedIn(text: string | null): string | null {
  return text !== null && /^\d{1,20}$/.test(text) ? text : null;
}

/** Links come from anywhere: what does not look like changes is left out, the server checks the rest. */
function changesIn(text: string | null): Change[] {
  if (!text) return [];
  try {
    const found: unknown = JSON.parse(text);
    return Array.isArray(found) ? found.filter(isChange) : [];
  } catch {
    return [];
  }
}

function isChange(value: unknown): value is Change {
  return typeof value === "object" && value !== null && typeof (value as { path?: unknown }).path === "string";
}
