import { describe, expect, it } from "vitest";
import type { Change, Control } from "../session/types";
import { cut, hasPreset, merged, names, searched, valueUnder, withPreset, withValue } from "./wishes";

const weight: Control = {
  path: "rulebook.influence.weight",
  label: "Influence: weight",
  help: "Weight of contacts.",
  group: "Friends",
  kind: "number",
  value: 0.2,
};
const error: Control = { ...weight, path: "organisations.court.errors.wrong_person", label: "Court: wrong person", group: "Organisations", value: 0.004 };
const rule: Control = { ...weight, path: "rulebook.rules.petitioning", label: "Petitioning", kind: "drop", value: false };

describe("changes", () => {
  it("name one place, or many with *", () => {
    expect(names("organisations.*.errors.wrong_person", error.path)).toBe(true);
    expect(names("organisations.*.errors", error.path)).toBe(false);
    expect(names("organisations.*.errors.stale", error.path)).toBe(false);
  });

  it("act on what a control stands at, in their order", () => {
    const changes: Change[] = [
      { path: error.path, to: 0.01, day: null, label: "" },
      { path: "organisations.*.errors.wrong_person", times: 0.5, day: null, label: "" },
    ];
    expect(valueUnder(error, changes)).toBeCloseTo(0.005);
    expect(valueUnder(weight, changes)).toBe(0.2);
    expect(valueUnder(rule, [{ path: rule.path, drop: true, day: null, label: "" }])).toBe(true);
  });

  it("fall away when a control is set back", () => {
    const moved = withValue(new Map(), weight, 0, 0.2);
    expect(moved.get(weight.path)).toMatchObject({ to: 0, day: null });
    expect(withValue(moved, weight, 0.2, 0.2).size).toBe(0);
    expect(withValue(new Map(), rule, true, false).get(rule.path)).toMatchObject({ drop: true });
  });

  it("come and go with a preset", () => {
    const preset: Change[] = [{ path: "appeals.enabled", to: true, day: null, label: "" }, { path: "appeals.notified", to: 1, day: null, label: "" }];
    const on = withPreset(new Map(), preset);
    expect(hasPreset(on, preset)).toBe(true);
    expect(withPreset(on, preset).size).toBe(0);
  });

  it("take the place of earlier ones of the same path", () => {
    const earlier: Change[] = [{ path: "a", to: 1, day: null, label: "" }];
    expect(merged(earlier, [{ path: "a", to: 2, day: null, label: "" }, { path: "b", to: 3, day: null, label: "" }]).map((each) => each.to)).toEqual([2, 3]);
  });
});

describe("the search", () => {
  it("wants every word", () => {
    expect(searched([weight, error, rule], "wrong person")).toEqual([error]);
    expect(searched([weight, error, rule], "  ")).toHaveLength(3);
  });

  it("cuts a label into what it is of and what it is", () => {
    expect(cut("Court: errors: wrong person")).toEqual({ of: "Court: errors", what: "Wrong person" });
    expect(cut("Start")).toEqual({ of: "", what: "Start" });
  });
});
