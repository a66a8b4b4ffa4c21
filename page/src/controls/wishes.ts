/** Changes that the reader collects before applying them. Pure, so that it can be tested. */
import type { Change, Control, Value } from "../session/types";

/** Whether a path, in which `*` stands for any name, names a place. */
export function names(pattern: string, path: string): boolean {
  if (pattern === path) return true;
  if (!pattern.includes("*")) return false;
  const parts = pattern.split(".");
  const places = path.split(".");
  return parts.length === places.length && parts.every((part, index) => part === "*" || part === places[index]);
}

/** What a control stands at under changes, in their order. */
export function valueUnder(control: Control, changes: Iterable<Change>): Value {
  let value = control.kind === "drop" ? false : control.value;
  for (const change of changes) {
    if (!names(change.path, control.path)) continue;
    // A rule is both taken out and filled with numbers: taking out concerns the switch of the rule alone.
    if (control.kind === "drop") value = change.drop === true ? true : value;
    else if (change.to !== undefined && change.to !== null) value = change.to;
    else if (change.times !== undefined && typeof value === "number") value *= change.times;
  }
  return value;
}

/** The collection with a control set to a value; set back to where it stands, the change falls away. */
export function withValue(
  wanted: ReadonlyMap<string, Change>,
  control: Control,
  value: Value,
  standing: Value,
): Map<string, Change> {
  const next = new Map(wanted);
  if (value === standing) next.delete(control.path);
  else if (control.kind === "drop") next.set(control.path, { path: control.path, drop: true, day: null, label: control.label });
  else next.set(control.path, { path: control.path, to: value, day: null, label: control.label });
  return next;
}

/** The collection with a preset added, or taken out again if all of it is there. */
export function withPreset(wanted: ReadonlyMap<string, Change>, changes: readonly Change[]): Map<string, Change> {
  const next = new Map(wanted);
  const isIn = hasPreset(wanted, changes);
  for (const change of changes) {
    if (isIn) next.delete(change.path);
    else next.set(change.path, change);
  }
  return next;
}

export function hasPreset(wanted: ReadonlyMap<string, Change>, changes: readonly Change[]): boolean {
  return changes.every((change) => {
    const there = wanted.get(change.path);
    return there !== undefined && there.to === change.to && there.times === change.times && there.drop === change.drop;
  });
}

/** Earlier and later changes as one list; a later one takes the place of an earlier one of the same path. */
export function merged(earlier: readonly Change[], later: Iterable<Change>): Change[] {
  const all = new Map(earlier.map((change) => [change.path, change]));
  for (const change of later) all.set(change.path, change);
  return [...all.values()];
}

/** Controls whose words hold every word of a search. */
export function searched(controls: readonly Control[], text: string): Control[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (!wanted.length) return [...controls];
  return controls.filter((control) => {
    const words = `${control.label} ${control.help} ${control.group} ${control.path}`.toLowerCase().replaceAll("_", " ");
    return wanted.every((word) => words.includes(word));
  });
}

/** Cut a label "Unpaid bill: points" into what it is of and what it is. */
export function cut(label: string): { of: string; what: string } {
  const at = label.lastIndexOf(": ");
  if (at < 0) return { of: "", what: label };
  const what = label.slice(at + 2);
  return { of: label.slice(0, at), what: what.charAt(0).toUpperCase() + what.slice(1) };
}
