/** Puts the city on the canvas: one or two views of it, each in a rectangle of its own. */
import type { Lens } from "../session/types";
import type { Camera, Rectangle } from "./camera";
import { boundsOf, drawShares, STEPS } from "./density";
import { drawMeadows, drawNames, drawPlots, drawRiver, riverPath } from "./ground_plan";
import { DOTS_FROM, drawHomes, Sprites } from "./homes";
import { paletteOf, PlotShares, type Palette } from "./palette";
import type { Places } from "./places";
import { Raster } from "./raster";
import type { Changing } from "./trickle";

/** Colours of the ground, read once from the tokens of the page. */
export interface Ink {
  readonly page: string;
  readonly block: string;
  readonly water: string;
  readonly meadow: string;
  readonly ink: string;
  readonly nothing: string;
  readonly shares: readonly string[];
  readonly serif: string;
}

/** One view: whose bytes, in which colours. */
export interface Sheet {
  readonly values: Uint8Array;
  readonly palette: Palette;
  readonly rectangle: Rectangle;
  readonly weights: Float32Array | null;
  /** Who changes in these bytes from one painting to the next; without it they stay as they are. */
  readonly changing?: Changing;
}

export class Painter {
  private readonly rasters: [Raster, Raster | null];
  private readonly river: Path2D;
  private readonly sprites = new Sprites();
  private readonly counted: PlotShares;
  private readonly enlarged = document.createElement("canvas");
  /** Bounds of the shares as last drawn, for the legend. */
  bounds: readonly number[] = [];

  constructor(private readonly places: Places) {
    this.rasters = [new Raster(places), null];
    this.river = riverPath(places);
    this.counted = new PlotShares(places.plots.length);
  }

  paint(
    context: CanvasRenderingContext2D,
    sheets: readonly Sheet[],
    camera: Camera,
    ratio: number,
    ink: Ink,
  ): void {
    const { canvas } = context;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = ink.page;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    sheets.forEach((sheet, index) => {
      const { left, top, width, height } = sheet.rectangle;
      context.save();
      if (sheets.length > 1) {
        context.beginPath();
        context.rect(left, top, width, height);
        context.clip();
      }
      this.paintSheet(context, sheet, index === 0 ? 0 : 1, camera, ratio, ink);
      context.restore();
    });
  }

  /** The same array holds other values now. */
  forget(): void {
    this.rasters[0].forget();
  }

  private paintSheet(
    context: CanvasRenderingContext2D,
    sheet: Sheet,
    index: 0 | 1,
    camera: Camera,
    ratio: number,
    ink: Ink,
  ): void {
    const { places } = this;
    const view = sheet.rectangle;
    drawMeadows(context, places, ink.meadow, camera, view);
    drawRiver(context, this.river, places.pitch * 0.5, ink.water, camera, view);
    if (sheet.weights) {
      const shares = this.counted.count(sheet.values, places.plotOf, sheet.weights);
      if (index === 0) {
        const bounds = boundsOf(shares);
        if (bounds.join() !== this.bounds.join()) this.bounds = bounds;
      }
      drawShares(context, places, shares, this.bounds, ink.shares, ink.block, camera, view);
    } else if (camera.scale >= DOTS_FROM) {
      drawPlots(context, places, ink.block, camera, view);
      this.sprites.prepare(sheet.palette, ink.nothing, ink.page, camera.scale, ratio);
      drawHomes(context, places, sheet.values, this.sprites, sheet.palette.colours.length, camera, view);
    } else {
      this.paintRaster(context, sheet, index, camera, ratio);
    }
    drawNames(context, places, { font: ink.serif, ink: ink.ink, halo: ink.page }, camera, view);
  }

  private paintRaster(
    context: CanvasRenderingContext2D,
    sheet: Sheet,
    index: 0 | 1,
    camera: Camera,
    ratio: number,
  ): void {
    const raster = (this.rasters[index] ??= new Raster(this.places));
    raster.paint(sheet.values, sheet.palette.pixels, sheet.changing);
    const view = sheet.rectangle;
    const { scale } = camera;
    // Only what is in view, in whole cells.
    const fromX = Math.max(0, Math.floor(camera.x - view.width / 2 / scale));
    const fromY = Math.max(0, Math.floor(camera.y - view.height / 2 / scale));
    const toX = Math.min(this.places.width, Math.ceil(camera.x + view.width / 2 / scale));
    const toY = Math.min(this.places.height, Math.ceil(camera.y + view.height / 2 / scale));
    const wide = toX - fromX;
    const high = toY - fromY;
    if (wide <= 0 || high <= 0) return;
    const left = view.left + view.width / 2 + (fromX - camera.x) * scale;
    const top = view.top + view.height / 2 + (fromY - camera.y) * scale;
    const times = enlargement(scale * ratio);
    if (times === 1) {
      context.imageSmoothingEnabled = scale * ratio < 1;
      context.imageSmoothingQuality = "high";
      context.drawImage(raster.canvas, fromX, fromY, wide, high, left, top, wide * scale, high * scale);
      return;
    }
    const { enlarged } = this;
    if (enlarged.width < wide * times || enlarged.height < high * times) {
      enlarged.width = Math.max(enlarged.width, wide * times);
      enlarged.height = Math.max(enlarged.height, high * times);
    }
    const between = enlarged.getContext("2d");
    if (!between) return;
    between.imageSmoothingEnabled = false;
    between.globalCompositeOperation = "copy";
    between.drawImage(raster.canvas, fromX, fromY, wide, high, 0, 0, wide * times, high * times);
    context.imageSmoothingEnabled = true;
    context.drawImage(enlarged, 0, 0, wide * times, high * times, left, top, wide * scale, high * scale);
  }
}

/**
 * How many times to enlarge sharply before scaling smoothly to size. Enlarging by a fraction alone would make
 * some homes and streets two pixels wide and others one, which the eye sees as a woven pattern.
 */
export function enlargement(pixels: number): number {
  if (pixels <= 1 || pixels >= 5 || Math.abs(pixels - Math.round(pixels)) < 0.01) return 1;
  return Math.ceil(pixels);
}

export function lensPalette(lens: Lens, isDark: boolean, nothing: string, only: ReadonlySet<number> | null): Palette {
  const colours = isDark ? lens.colours.dark : lens.colours.light;
  if (!only) return paletteOf(colours, nothing);
  return paletteOf(
    colours.map((colour, index) => (only.has(index) ? colour : nothing)),
    nothing,
  );
}

export { STEPS };
