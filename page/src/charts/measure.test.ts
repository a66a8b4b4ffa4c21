import { describe, expect, it } from "vitest";
import { monthStarts } from "../base/dates";
import { extentOf, lastDay, linear, niceAbove, placed } from "./measure";

describe("scales", () => {
  it("grow in steps, and never beyond the time", () => {
    expect(lastDay(-1, 365)).toBe(13);
    expect(lastDay(20, 365)).toBe(29);
    expect(lastDay(360, 365)).toBe(364);
    expect(lastDay(5, 8)).toBe(7);
  });

  it("end on a round number above", () => {
    expect(niceAbove(41)).toBe(50);
    expect(niceAbove(1200)).toBe(1200);
    expect(niceAbove(0.7)).toBe(0.8);
  });

  it("begin at zero where a count is shown, and near the numbers where a score is", () => {
    const rows = [[{ day: 0, refusals: 30, mean: 1000 }, { day: 1, refusals: 0, mean: 990 }]];
    expect(extentOf(rows, "refusals", true)).toEqual({ low: 0, high: 30 });
    const { low, high } = extentOf(rows, "mean", false);
    expect(low).toBeGreaterThan(980);
    expect(low).toBeLessThan(990);
    expect(high).toBeGreaterThan(1000);
  });

  it("are straight", () => {
    expect(linear(0, 10, 100, 0)(2.5)).toBe(75);
    expect(linear(3, 3, 7, 9)(3)).toBe(7);
  });
});

describe("labels", () => {
  it("keep their distance and stay above the floor", () => {
    const tops = placed([10, 11, 12, 228, 230], 232);
    for (let index = 1; index < tops.length; index++) expect(tops[index]! - tops[index - 1]!).toBeGreaterThanOrEqual(19);
    expect(tops.at(-1)).toBeLessThanOrEqual(232);
  });
});

describe("months", () => {
  it("begin on their first day", () => {
    expect(monthStarts("2018-01-01", 60).map((each) => each.day)).toEqual([0, 31, 59]);
    expect(monthStarts("2018-01-15", 40).map((each) => each.day)).toEqual([17]);
  });
});
