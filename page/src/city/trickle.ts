/**
 * From one frame to the next, one citizen after the other.
 *
 * What happens within a day has no order. Whose byte differs in the next frame changes over at a moment that
 * depends on the citizen's number alone, so that two worlds change alike.
 */

export const MOMENTS = 64;

/** When a citizen changes over, as one of the moments between two frames: scattered, and always the same. */
export function momentOf(citizen: number): number {
  let mixed = Math.imul(citizen ^ (citizen >>> 16), 0x45d9f3b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b);
  return ((mixed ^ (mixed >>> 16)) >>> 0) % MOMENTS;
}

/** Citizens who change over, in their order, and how many of them have. */
export interface Changing {
  readonly citizens: Uint32Array;
  readonly passed: number;
}

const NOBODY: Uint32Array = new Uint32Array(0);

/** One world. */
export class Trickle implements Changing {
  /** The bytes that are shown. */
  values: Uint8Array = new Uint8Array(0);
  citizens = NOBODY;
  passed = 0;
  private frame = this.values;
  private moment = 0;
  private own = new Uint8Array(0);
  private readonly ends = new Uint32Array(MOMENTS);

  /** Show a frame whole. */
  show(frame: Uint8Array): void {
    this.frame = this.values = frame;
    this.citizens = NOBODY;
    this.passed = 0;
    this.moment = MOMENTS;
  }

  /** Show the frame before whole, and begin to change from it to this one. */
  begin(frame: Uint8Array): void {
    const before = this.frame;
    if (before.length !== frame.length) {
      this.show(frame);
      return;
    }
    if (this.own.length !== frame.length) this.own = new Uint8Array(frame.length);
    this.own.set(before);
    this.values = this.own;
    this.frame = frame;
    this.citizens = this.inOrder(before, frame);
    this.passed = this.moment = 0;
  }

  /** Let change over whose moment has come, at a share of the time between the frames. */
  reach(share: number): void {
    const moment = Math.min(MOMENTS, Math.floor(share * MOMENTS));
    if (moment <= this.moment) return;
    this.moment = moment;
    const end = this.ends[moment - 1]!;
    const { citizens, values, frame } = this;
    for (; this.passed < end; this.passed++) {
      const citizen = citizens[this.passed]!;
      values[citizen] = frame[citizen]!;
    }
  }

  /** Who changes, by moment: counted first, then put into place. */
  private inOrder(before: Uint8Array, after: Uint8Array): Uint32Array {
    const { ends } = this;
    ends.fill(0);
    for (let citizen = 0; citizen < after.length; citizen++) {
      if (before[citizen] !== after[citizen]) ends[momentOf(citizen)]!++;
    }
    let sum = 0;
    for (let moment = 0; moment < MOMENTS; moment++) {
      const number = ends[moment]!;
      ends[moment] = sum;
      sum += number;
    }
    const citizens = new Uint32Array(sum);
    for (let citizen = 0; citizen < after.length; citizen++) {
      if (before[citizen] !== after[citizen]) citizens[ends[momentOf(citizen)]!++] = citizen;
    }
    return citizens;
  }
}
