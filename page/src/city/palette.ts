/** Bytes to colours: a table of 256 pixels for each lens, on the present ground. */
import type { Lens } from "../session/types";

export const NOTHING = 255;

/** A colour #rrggbb as a pixel of ImageData read as uint32 (little-endian: alpha first). */
export function pixel(colour: string, alpha = 255): number {
  const value = Number.parseInt(colour.slice(1), 16);
  const red = value >> 16;
  const green = (value >> 8) & 255;
  const blue = value & 255;
  return ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

export interface Palette {
  readonly colours: readonly string[];
  readonly pixels: Uint32Array;
}

export function paletteOf(colours: readonly string[], nothing: string): Palette {
  const pixels = new Uint32Array(256).fill(pixel(nothing));
  colours.forEach((colour, index) => {
    if (index < NOTHING) pixels[index] = pixel(colour);
  });
  return { colours, pixels };
}

export const SAME = 0;
export const BETTER = 1;
export const WORSE = 2;

/** How each citizen stands in the second world: a lower byte is a better category, or a lower step. */
export function difference(first: Uint8Array, second: Uint8Array, into: Uint8Array): Uint8Array {
  for (let citizen = 0; citizen < into.length; citizen++) {
    const one = first[citizen]!;
    const other = second[citizen]!;
    into[citizen] = one === other ? SAME : one === NOTHING || other < one ? BETTER : WORSE;
  }
  return into;
}

/** How many citizens have each byte. */
export function count(values: Uint8Array, into: Uint32Array): Uint32Array {
  into.fill(0);
  for (let citizen = 0; citizen < values.length; citizen++) into[values[citizen]!]!++;
  return into;
}

/** What counts as low in a lens: the last third of the categories, the flag itself, or the step on the scale. */
export function lowness(lens: Lens): Float32Array {
  const weights = new Float32Array(256);
  const steps = Math.max(1, lens.colours.light.length);
  for (let value = 0; value < steps; value++) {
    if (lens.kind === "categories") weights[value] = value >= steps - Math.max(1, Math.round(steps / 3)) ? 1 : 0;
    else if (lens.kind === "flag") weights[value] = value > 0 ? 1 : 0;
    else weights[value] = steps > 1 ? value / (steps - 1) : 1;
  }
  return weights;
}

/** For each plot the mean of the weights of its citizens; −1 where nobody has a value. */
export class PlotShares {
  readonly shares: Float32Array;
  private readonly seen: Uint32Array;

  constructor(plots: number) {
    this.shares = new Float32Array(plots);
    this.seen = new Uint32Array(plots);
  }

  count(values: Uint8Array, plotOf: Uint32Array, weights: Float32Array): Float32Array {
    const { shares, seen } = this;
    shares.fill(0);
    seen.fill(0);
    for (let citizen = 0; citizen < values.length; citizen++) {
      const value = values[citizen]!;
      if (value === NOTHING) continue;
      const plot = plotOf[citizen]!;
      seen[plot]!++;
      shares[plot]! += weights[value]!;
    }
    for (let plot = 0; plot < shares.length; plot++) {
      shares[plot] = seen[plot] ? shares[plot]! / seen[plot]! : -1;
    }
    return shares;
  }
}
