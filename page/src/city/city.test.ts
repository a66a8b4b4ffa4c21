import { describe, expect, it } from "vitest";
import type { City, Lens } from "../session/types";
import { between, fit, LARGEST_SCALE, toGrid, toScreen, within, zoomAt } from "./camera";
import { boundsOf, stepOf } from "./density";
import { BETTER, count, difference, lowness, NOTHING, paletteOf, pixel, PlotShares, SAME, WORSE } from "./palette";
import { buildPlaces, nearest, plotSide } from "./places";

const VIEW = { left: 100, top: 50, width: 800, height: 600 };

describe("the camera", () => {
  it("shows all of the city", () => {
    const camera = fit(400, 400, VIEW, 10);
    expect(toScreen(camera, VIEW, 0, 0)[1]).toBeCloseTo(60);
    expect(toScreen(camera, VIEW, 400, 400)[1]).toBeCloseTo(640);
  });

  it("goes from grid to screen and back", () => {
    const camera = { x: 33, y: 12, scale: 3.7 };
    const [left, top] = toScreen(camera, VIEW, 5, 80);
    expect(toGrid(camera, VIEW, left, top)[0]).toBeCloseTo(5);
    expect(toGrid(camera, VIEW, left, top)[1]).toBeCloseTo(80);
  });

  it("keeps the place under the hand while zooming", () => {
    const camera = { x: 200, y: 200, scale: 2 };
    const before = toGrid(camera, VIEW, 300, 400);
    const after = toGrid(zoomAt(camera, VIEW, 2.5, 300, 400, 0.5), VIEW, 300, 400);
    expect(after[0]).toBeCloseTo(before[0]);
    expect(after[1]).toBeCloseTo(before[1]);
  });

  it("neither zooms without end nor leaves the city", () => {
    expect(zoomAt({ x: 0, y: 0, scale: 50 }, VIEW, 100, 0, 0, 0.5).scale).toBe(LARGEST_SCALE);
    expect(zoomAt({ x: 0, y: 0, scale: 1 }, VIEW, 0.01, 0, 0, 0.5).scale).toBe(0.5);
    expect(within({ x: -20, y: 999, scale: 1 }, 400, 300)).toEqual({ x: 0, y: 300, scale: 1 });
  });

  it("arrives where it flies to", () => {
    const to = { x: 5, y: 6, scale: 7 };
    expect(between({ x: 0, y: 0, scale: 1 }, to, 1).scale).toBeCloseTo(7);
    expect(between({ x: 0, y: 0, scale: 1 }, to, 0).x).toBe(0);
  });
});

function cityOf(lots: number, blocks: number): { city: City; x: Uint16Array; y: Uint16Array } {
  const pitch = lots + 1;
  const homes = lots * lots;
  const x = new Uint16Array(homes * blocks);
  const y = new Uint16Array(homes * blocks);
  for (let citizen = 0; citizen < x.length; citizen++) {
    const block = Math.floor(citizen / homes);
    x[citizen] = block * pitch + (citizen % lots);
    y[citizen] = Math.floor((citizen % homes) / lots);
  }
  const city = { size: [blocks * pitch, pitch], lots, community: homes, water: [[pitch, 0]], districts: [] };
  return { city: city as unknown as City, x, y };
}

describe("places", () => {
  it("gives everybody a cell of their own, whatever the size of a block", () => {
    for (const lots of [3, 10, 15, 17, 32]) {
      const { city, x, y } = cityOf(lots, 3);
      const places = buildPlaces(city, x, y);
      expect(new Set(places.home).size).toBe(x.length);
      expect(Math.max(...places.home)).toBeLessThan(places.width * places.height);
      for (const citizen of [0, 7, x.length - 1]) expect(places.citizenAt[places.home[citizen]!]).toBe(citizen);
    }
  });

  it("leaves small blocks whole and cuts large ones into plots", () => {
    expect(plotSide(10)).toBe(10);
    expect(plotSide(32)).toBe(8);
    const { city, x, y } = cityOf(32, 2);
    const places = buildPlaces(city, x, y);
    expect(places.plots).toHaveLength(2 * 16);
    expect(places.plotOf[0]).not.toBe(places.plotOf[31]);
    // A lane between the plots is nobody's.
    expect(places.citizenAt[8]).toBe(-1);
  });

  it("finds who is nearest, and nobody where nobody lives", () => {
    const { city, x, y } = cityOf(10, 1);
    const places = buildPlaces(city, x, y);
    expect(nearest(places, 3.4, 2.6, 1)).toBe(23);
    expect(nearest(places, 40, 40, 3)).toBe(-1);
  });
});

const CATEGORIES: Lens = {
  name: "category",
  label: "Category",
  help: "",
  kind: "categories",
  colours: { light: ["#1a4b87", "#5f94c6", "#b5cbde", "#e4d5bf", "#db8a43", "#85290c"], dark: [] },
  legend: [],
};

describe("colours", () => {
  it("are pixels of ImageData, alpha first", () => {
    expect(pixel("#1a4b87")).toBe(0xff874b1a);
    const palette = paletteOf(["#ffffff"], "#000000");
    expect(palette.pixels[0]).toBe(0xffffffff);
    expect(palette.pixels[NOTHING]).toBe(0xff000000);
  });

  it("tell better from worse in a second world", () => {
    const first = Uint8Array.of(2, 2, 2, NOTHING, 1);
    const second = Uint8Array.of(2, 1, 3, 0, NOTHING);
    expect([...difference(first, second, new Uint8Array(5))]).toEqual([SAME, BETTER, WORSE, BETTER, WORSE]);
  });

  it("count everybody once", () => {
    const counts = count(Uint8Array.of(0, 1, 1, 5, 255), new Uint32Array(256));
    expect([counts[0], counts[1], counts[5], counts[255]]).toEqual([1, 2, 1, 1]);
  });

  it("take the last third of the categories for low", () => {
    expect([...lowness(CATEGORIES).slice(0, 6)]).toEqual([0, 0, 0, 0, 1, 1]);
  });
});

describe("shares of plots", () => {
  it("are those of who has a value", () => {
    const shares = new PlotShares(3).count(Uint8Array.of(5, 0, 4, NOTHING), Uint32Array.of(0, 0, 1, 2), lowness(CATEGORIES));
    expect([...shares]).toEqual([0.5, 1, -1]);
  });

  it("have round bounds that rise", () => {
    const bounds = boundsOf(Float32Array.from({ length: 100 }, (_, index) => index / 400));
    expect(bounds).toHaveLength(5);
    expect(bounds[0]).toBe(0.05);
    expect(stepOf(0.02, bounds)).toBe(0);
    expect(stepOf(0.9, bounds)).toBe(5);
  });
});
