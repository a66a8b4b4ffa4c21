import { describe, expect, test } from "vitest";
import { apportion, handOut, hundred, placeOf, range, rounded, shareRest, sizeOf, unpack, verdict } from "./numbers";

describe("unpack", () => {
  test("takes two values out of each byte, the upper half first", () => {
    expect([...unpack(btoa("\x12\x3f\x50"), 5)]).toEqual([1, 2, 3, 15, 5]);
  });
});

describe("apportion", () => {
  test("adds up, whatever is left over", () => {
    for (const shares of [[1, 1, 1], [6.78, 4.89, 19.17, 69.17], [0.2, 99.8], [33.3, 33.3, 33.4]]) {
      expect(apportion(shares, 100).reduce((one, other) => one + other, 0)).toBe(100);
    }
  });
  test("gives the largest remainders one more, the first where they are alike", () => {
    expect(apportion([1, 1, 1], 100)).toEqual([34, 33, 33]);
    expect(apportion([10.6, 10.2, 79.2], 100)).toEqual([11, 10, 79]);
  });
  test("hands out nothing where there is nothing", () => {
    expect(apportion([0, 0], 100)).toEqual([0, 0]);
  });
});

describe("hundred", () => {
  const people = hundred([6.78, 4.89, 19.17, 69.17, 0, 0]);
  test("is a hundred people in the proportions given", () => {
    expect(people).toHaveLength(100);
    expect(people.filter((one) => one.thinks === "against")).toHaveLength(31);
    expect(people.filter((one) => one.thinks === "against" && one.says === "for")).toHaveLength(19);
  });
});

describe("handOut", () => {
  test("never hands out more than there is", () => {
    expect(handOut([60, 30, 0], 2, 50)).toEqual([60, 30, 10]);
    expect(handOut([60, 30, 0], 0, -5)).toEqual([0, 30, 0]);
  });
  test("shares out the rest to the last", () => {
    expect(shareRest([60, 30, 0])).toEqual([64, 33, 3]);
    expect(shareRest([50, 50, 0])).toEqual([50, 50, 0]);
  });
});

describe("verdict", () => {
  const answer = range({ mean: 66.5, half: 0.7, lives: 6 });
  test("is exact within the interval, near within a tenth of the scale", () => {
    expect(verdict(66, answer, 100)).toBe("exact");
    expect(verdict(60, answer, 100)).toBe("near");
    expect(verdict(30, answer, 100)).toBe("under");
    expect(verdict(90, answer, 100)).toBe("over");
  });
});

describe("range", () => {
  test("stays within what can be", () => {
    expect(range({ mean: 2, half: 5, lives: 4 }, 0, 100)).toEqual({ mean: 2, low: 0, high: 7 });
    expect(range({ mean: 2, half: null, lives: 1 })).toEqual({ mean: 2, low: 2, high: 2 });
  });
});

describe("rounded", () => {
  test("keeps a digit of small numbers only", () => {
    expect([rounded(66.5), rounded(6.71), rounded(-2.79), rounded(9.96)]).toEqual([67, 6.7, -2.8, 10]);
  });
});

describe("places", () => {
  const grid = { side: 32, community: 1024, citizens: 2048 };
  test("leave a street between blocks", () => {
    expect(placeOf(0, grid)).toEqual({ x: 0, y: 0 });
    expect(placeOf(33, grid)).toEqual({ x: 1, y: 1 });
    expect(placeOf(1024, grid)).toEqual({ x: 33, y: 0 });
    expect(sizeOf(grid)).toEqual({ width: 65, height: 32 });
  });
});
