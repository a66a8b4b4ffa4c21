/** Changes that are asked for often. The server knows which are possible; an older one leaves it to the page. */
import type { Change, City, Preset } from "../session/types";
import { words } from "../base/words";

export function presetsOf(city: City): Preset[] {
  if (city.presets) return [...city.presets];
  const own = words.city.controls.presets;
  const known = new Set(city.controls.map((control) => control.path));
  const to = (path: string, value: number | boolean, label: string): Change => ({ path, to: value, day: null, label });
  const first = city.controls.find((control) => control.kind === "number" && /\.errors\.wrong_person$/.test(control.path));
  const candidates: Preset[] = [
    { name: "criteria", ...own.criteria, changes: [to("rulebook.criteria_published", true, own.criteria.label)] },
    { name: "appeals", ...own.appeals, changes: [to("appeals.enabled", true, own.appeals.label)] },
    { name: "friends", ...own.friends, changes: [to("rulebook.influence.weight", 0, own.friends.label)] },
    ...(first ? [{ name: "errors", ...own.errors, changes: [{ path: first.path, times: 0.5, day: null, label: first.label }] }] : []),
  ];
  return candidates.filter((preset) => preset.changes.every((change) => known.has(change.path)));
}
