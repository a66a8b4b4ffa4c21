import { describe, expect, it } from "vitest";
import { Flow } from "./flow";
import { momentOf, MOMENTS, Trickle } from "./trickle";

const CITIZENS = 6400;

/** A frame in which everybody has the same byte, or every tenth citizen, say, another one. */
function frameOf(value: number, every = 1, other = value): Uint8Array {
  return Uint8Array.from({ length: CITIZENS }, (_, citizen) => (citizen % every === 0 ? other : value));
}

/** The share of those who have a value. */
function share(values: Uint8Array, value: number): number {
  return values.filter((each) => each === value).length / values.length;
}

describe("the moment of a citizen", () => {
  it("is as likely one as another, also among neighbours", () => {
    const often = new Array<number>(MOMENTS).fill(0);
    for (let citizen = 0; citizen < CITIZENS; citizen++) often[momentOf(citizen)]!++;
    expect(Math.min(...often)).toBeGreaterThan(60);
    expect(Math.max(...often)).toBeLessThan(150);
    expect(new Set([0, 1, 2, 3].map(momentOf)).size).toBeGreaterThan(2);
  });
});

describe("a trickle", () => {
  it("goes from one frame to the next, as time goes by", () => {
    const world = new Trickle();
    world.show(frameOf(1));
    world.begin(frameOf(2));
    expect(share(world.values, 2)).toBe(0);
    world.reach(0.25);
    expect(share(world.values, 2)).toBeCloseTo(0.25, 1);
    world.reach(0.75);
    expect(share(world.values, 2)).toBeCloseTo(0.75, 1);
    world.reach(1.2);
    expect(world.values).toEqual(frameOf(2));
  });

  it("names those who changed over since, and nobody else", () => {
    const world = new Trickle();
    const before = frameOf(1);
    world.show(before);
    world.begin(frameOf(1, 10, 3));
    const painted = before.slice();
    for (const time of [0.1, 0.15, 0.5, 0.51, 1]) {
      const from = world.passed;
      world.reach(time);
      for (const citizen of world.citizens.subarray(from, world.passed)) painted[citizen] = world.values[citizen]!;
      expect(painted).toEqual(world.values);
    }
    expect(world.passed).toBe(CITIZENS / 10);
    expect(before).toEqual(frameOf(1));
  });

  it("shows the last frame whole before it goes to the next", () => {
    const world = new Trickle();
    world.show(frameOf(1));
    world.begin(frameOf(2));
    world.reach(0.3);
    world.begin(frameOf(3));
    expect(world.values).toEqual(frameOf(2));
    world.reach(0.5);
    expect(share(world.values, 1)).toBe(0);
    expect(share(world.values, 3)).toBeCloseTo(0.5, 1);
  });

  it("changes two worlds alike", () => {
    const worlds = [new Trickle(), new Trickle()];
    for (const world of worlds) {
      world.show(frameOf(1));
      world.begin(frameOf(2));
      world.reach(0.4);
    }
    expect(worlds[0]!.values).toEqual(worlds[1]!.values);
  });

  it("shows another city whole", () => {
    const world = new Trickle();
    world.show(frameOf(1));
    world.begin(Uint8Array.of(1, 2, 3));
    expect([...world.values]).toEqual([1, 2, 3]);
    world.reach(1);
    expect([...world.values]).toEqual([1, 2, 3]);
  });
});

describe("the flow of days", () => {
  /** Frames from 1 on, so many milliseconds apart; returns the flow and the time. */
  function lived(frames: number, apart: number, every = 0): { flow: Flow; now: number } {
    const flow = new Flow();
    flow.show([frameOf(0), null]);
    let now = 1000;
    for (let frame = 1; frame <= frames; frame++) flow.begin([frameOf(frame), null], every, (now += apart));
    return { flow, now };
  }

  it("takes the time that the pace leaves", () => {
    const { flow, now } = lived(1, 0, 1000);
    expect(flow.goOn(now + 500)).toBe(true);
    expect(share(flow.worlds[0].values, 1)).toBeCloseTo(0.5, 1);
  });

  it("without a pace takes the time that frames have taken lately", () => {
    const { flow, now } = lived(5, 100);
    flow.goOn(now + 50);
    expect(share(flow.worlds[0].values, 5)).toBeCloseTo(0.5, 1);
    expect(flow.goOn(now + 101)).toBe(true);
    expect(flow.isUnderWay).toBe(false);
    expect(flow.worlds[0].values).toEqual(frameOf(5));
  });

  it("shows whole what comes faster than it could be painted in between", () => {
    const { flow } = lived(5, 16);
    expect(flow.isUnderWay).toBe(false);
    expect(flow.worlds[0].values).toEqual(frameOf(5));
  });

  it("paints less often where painting takes long", () => {
    const paintings = (cost: number): number => {
      const { flow, now } = lived(2, 1000);
      flow.takes(cost);
      let painted = 0;
      for (let time = 0; time < 1000; time += 1000 / 60) painted += flow.goOn(now + time) ? 1 : 0;
      return painted;
    };
    expect(paintings(1)).toBeGreaterThan(36);
    expect(paintings(1)).toBeLessThan(43);
    expect(paintings(30)).toBeGreaterThan(14);
    expect(paintings(30)).toBeLessThan(19);
  });

  it("paints what the last frame left, even if nobody changes in the next", () => {
    const { flow, now } = lived(2, 100);
    flow.begin([frameOf(2), null], 0, now + 60);
    expect(flow.goOn(now + 60)).toBe(true);
    expect(flow.worlds[0].values).toEqual(frameOf(2));
    expect(flow.goOn(now + 100)).toBe(false);
  });

  it("shows everything once days stand still", () => {
    const { flow, now } = lived(3, 100);
    flow.goOn(now + 20);
    flow.settle();
    expect(flow.isUnderWay).toBe(false);
    expect(flow.worlds[0].values).toEqual(frameOf(3));
    // Whatever the pause lasted, it was not the time of a day.
    flow.begin([frameOf(4), null], 0, now + 5000);
    expect(flow.worlds[0].values).toEqual(frameOf(4));
  });
});
