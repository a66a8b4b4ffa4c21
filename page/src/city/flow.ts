/** How the map moves while days go by: how long the changes of a day take, and how often they are painted. */
import { Trickle } from "./trickle";

/** The bytes of one world or of two. */
type Frames = readonly [Uint8Array, Uint8Array | null];

/** Milliseconds from one painting to the next: the eye asks for no more, and the engine can use the rest. */
const SHORTEST = 25;
/** Painting takes at most one part in so many of the time. */
const PARTS = 2;
/** Unless so many paintings fit between two frames, frames are shown whole: they move fast enough by themselves. */
const FEWEST = 1.5;
/** Milliseconds that a frame is waited for at most: the machine may have slept. */
const LONGEST = 2000;
/** Milliseconds from one picture of the screen to the next. A painting may be early by a part of it, or make up for it. */
const SCREEN = 1000 / 60;
/** Weight of the last value in a moving average. */
const LAST = 0.25;

const NONE = new Uint8Array(0);

export class Flow {
  readonly worlds = [new Trickle(), new Trickle()] as const;
  /** Whether changes are outstanding. */
  isUnderWay = false;
  private came: number | null = null;
  private between = 0;
  private lasts = 0;
  private cost = 0;
  private due = 0;
  private painted = 0;

  /** Show frames whole. */
  show(frames: Frames): void {
    this.settle();
    this.worlds.forEach((world, index) => world.show(frames[index] ?? NONE));
  }

  /** Go over to frames little by little, if there is time for it: the next are wanted in `every` milliseconds. */
  begin(frames: Frames, every: number, now: number): void {
    if (this.came !== null) this.between = average(this.between, Math.min(LONGEST, now - this.came));
    this.came = now;
    this.lasts = Math.max(every, this.between);
    this.isUnderWay = this.lasts >= FEWEST * this.wait;
    this.painted = -1;
    this.worlds.forEach((world, index) => {
      const frame = frames[index] ?? NONE;
      if (this.isUnderWay) world.begin(frame);
      else world.show(frame);
    });
  }

  /** Let change over whose moment has come; returns whether it is time to paint, and something new to be seen. */
  goOn(now: number): boolean {
    if (!this.isUnderWay || now < this.due - SCREEN / 4) return false;
    this.reach((now - (this.came ?? now)) / this.lasts);
    const passed = this.worlds[0].passed + this.worlds[1].passed;
    if (passed === this.painted) return false;
    this.painted = passed;
    this.due = Math.max(this.due, now - SCREEN) + this.wait;
    return true;
  }

  /** Days stand still: let everybody change over. */
  settle(): void {
    this.came = null;
    this.between = 0;
    this.reach(1);
  }

  /** Painting took so many milliseconds. */
  takes(cost: number): void {
    this.cost = average(this.cost, cost);
  }

  private get wait(): number {
    return Math.max(SHORTEST, PARTS * this.cost);
  }

  private reach(share: number): void {
    for (const world of this.worlds) world.reach(share);
    this.isUnderWay = share < 1;
  }
}

function average(before: number, value: number): number {
  return before ? before + LAST * (value - before) : value;
}
