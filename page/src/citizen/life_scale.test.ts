import { describe, expect, it } from "vitest";
import type { LifeEvent } from "../session/types";
import { bands, betweenPath, marks, range, runs, stepPath } from "./life_scale";

const event = (day: number, points: number | null, wrong = ""): LifeEvent => ({
  day, date: "", kind: "entry", title: "", detail: "", points, good: null, filing: null, filed_by: "", parameter: "", wrong, truth: "", other: null, category: null, total: null,
});
const straight = (value: number): number => value;

describe("the picture of a life", () => {
  it("has room for both lines and the start", () => {
    const [low, high] = range([[1000, 940], [1000, 1080]], 1000);
    expect(low).toBeLessThan(940);
    expect(high).toBeGreaterThan(1080);
  });

  it("shows the categories that lie within", () => {
    const found = bands([{ name: "A", at_least: 950 }, { name: "B", at_least: 900 }, { name: "D", at_least: null }], 880, 960);
    expect(found.map((each) => [each.name, each.low, each.high])).toEqual([["A", 950, 960], ["B", 900, 950], ["D", 880, 900]]);
  });

  it("has one mark for the events of a day", () => {
    const found = marks([event(3, -5), event(3, -10, "somebody else"), event(3, null), event(4, 5)]);
    expect(found).toHaveLength(3);
    expect(found[0]).toMatchObject({ day: 3, events: [0, 1], points: -15, isWrong: true, onLine: true });
    expect(found[1]).toMatchObject({ onLine: false });
  });

  it("holds a score until the next day", () => {
    expect(stepPath([1, 2, 2], straight, straight)).toBe("M0.0 1.0H1.0V2.0H2.0V2.0");
    expect(betweenPath([1], [2], straight, straight)).toBe("");
    expect(betweenPath([1, 1], [3, 3], straight, straight)).toBe("M0.0 1.0H1.0V1.0L1.0 3.0V3.0H0.0Z");
  });

  it("cuts days into runs of one category", () => {
    expect(runs([1, 1, 2, -1])).toEqual([
      { from: 0, to: 2, category: 1 },
      { from: 2, to: 3, category: 2 },
      { from: 3, to: 4, category: -1 },
    ]);
  });
});
