/**
 * Where everybody lives: one cell of the map's grid for each home.
 *
 * The server lays out blocks with a street between them. Large blocks are cut here into plots with lanes, for the
 * eye alone: a city of a few huge squares is no city.
 */
import type { City, District } from "../session/types";

export interface Corner {
  readonly x: number;
  readonly y: number;
}

export interface Places {
  readonly width: number;
  readonly height: number;
  /** Cell of each citizen's home: y · width + x. */
  readonly home: Uint32Array;
  /** Citizen who lives in a cell, or −1. */
  readonly citizenAt: Int32Array;
  /** Top left cell of each plot, and the plot of each citizen. */
  readonly plots: readonly Corner[];
  readonly plotOf: Uint32Array;
  /** Cells along the side of a plot. */
  readonly side: number;
  /** Cells from one block to the next. */
  readonly pitch: number;
  readonly water: readonly Corner[];
  readonly districts: readonly District[];
}

const LARGEST_PLOT = 14;

/** Homes along the side of a plot: about ten, and if possible so that a block divides evenly. */
export function plotSide(lots: number): number {
  if (lots <= LARGEST_PLOT) return lots;
  const even = [10, 9, 8, 11, 12, 7].find((side) => lots % side === 0);
  return even ?? Math.ceil(lots / Math.round(lots / 10));
}

interface Spacing {
  readonly side: number;
  readonly parts: number;
  readonly pitch: number;
  /** From the server's grid to the map's. */
  readonly place: (value: number) => number;
  /** The same for what lies between homes. */
  readonly middle: (value: number) => number;
}

function spacing(lots: number): Spacing {
  const before = lots + 1;
  const side = plotSide(lots);
  const parts = Math.ceil(lots / side);
  const street = parts > 1 ? 2 : 1;
  const pitch = lots + parts - 1 + street;
  const place = (value: number): number => {
    const block = Math.floor(value / before);
    const within = value - block * before;
    return block * pitch + within + Math.floor(Math.min(within, lots - 1) / side);
  };
  return { side, parts, pitch, place, middle: (value) => (value * pitch) / before };
}

export function buildPlaces(city: City, x: Uint16Array, y: Uint16Array): Places {
  const before = city.lots + 1;
  const { side, parts, pitch, place, middle } = spacing(city.lots);
  const along = Math.ceil(city.size[0] / before) + 1;
  const down = Math.ceil(city.size[1] / before) + 1;
  const width = Math.ceil(middle(city.size[0]));
  const height = Math.ceil(middle(city.size[1]));
  const home = new Uint32Array(x.length);
  const plotOf = new Uint32Array(x.length);
  const citizenAt = new Int32Array(width * height).fill(-1);
  const known = new Int32Array(along * down * parts * parts).fill(-1);
  const plots: Corner[] = [];
  for (let citizen = 0; citizen < x.length; citizen++) {
    const cell = place(y[citizen]!) * width + place(x[citizen]!);
    home[citizen] = cell;
    citizenAt[cell] = citizen;
    const column = Math.floor(x[citizen]! / before);
    const row = Math.floor(y[citizen]! / before);
    const inColumn = Math.min(parts - 1, Math.floor((x[citizen]! - column * before) / side));
    const inRow = Math.min(parts - 1, Math.floor((y[citizen]! - row * before) / side));
    const key = ((row * along + column) * parts + inRow) * parts + inColumn;
    if (known[key]! < 0) {
      known[key] = plots.length;
      plots.push({ x: column * pitch + inColumn * (side + 1), y: row * pitch + inRow * (side + 1) });
    }
    plotOf[citizen] = known[key]!;
  }
  const water = city.water.map(([left, top]) => ({ x: place(left), y: place(top) }));
  const districts = city.districts.map((each) => ({ ...each, x: middle(each.x), y: middle(each.y) }));
  return { width, height, home, citizenAt, plots, plotOf, side, pitch, water, districts };
}

/** The citizen whose home is nearest to a place on the grid, within `reach` cells; −1 if nobody. */
export function nearest(places: Places, x: number, y: number, reach: number): number {
  let found = -1;
  let least = reach * reach;
  const { width, height, citizenAt } = places;
  const lastRow = Math.min(height - 1, Math.floor(y + reach));
  const lastColumn = Math.min(width - 1, Math.floor(x + reach));
  for (let row = Math.max(0, Math.floor(y - reach)); row <= lastRow; row++) {
    for (let column = Math.max(0, Math.floor(x - reach)); column <= lastColumn; column++) {
      const citizen = citizenAt[row * width + column]!;
      if (citizen < 0) continue;
      const distance = (column + 0.5 - x) ** 2 + (row + 0.5 - y) ** 2;
      if (distance <= least) {
        least = distance;
        found = citizen;
      }
    }
  }
  return found;
}
