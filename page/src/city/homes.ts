/** Homes near enough to be seen one by one: dots, and nearer still, houses. */
import { toGrid, toScreen, type Camera, type Rectangle } from "./camera";
import { NOTHING, type Palette } from "./palette";
import type { Places } from "./places";

/** From this many pixels a home on, homes are dots; from the second on, houses. */
export const DOTS_FROM = 7;
export const HOUSES_FROM = 20;

/** One small picture for each colour, in a row, made again when the size or the colours change. */
export class Sprites {
  private readonly canvas = document.createElement("canvas");
  private made = "";
  size = 0;

  private pixels = 0;

  prepare(palette: Palette, nothing: string, paper: string, scale: number, ratio: number): void {
    const wanted = `${scale} ${ratio} ${palette.colours.join()} ${nothing}`;
    if (wanted === this.made) return;
    this.made = wanted;
    this.size = scale;
    this.pixels = Math.ceil(scale * ratio);
    this.canvas.width = this.pixels * (palette.colours.length + 1);
    this.canvas.height = this.pixels;
    const context = this.canvas.getContext("2d");
    if (!context) return;
    [...palette.colours, nothing].forEach((colour, index) => {
      context.save();
      context.translate(index * this.pixels, 0);
      context.scale(this.pixels / scale, this.pixels / scale);
      context.fillStyle = colour;
      if (scale >= HOUSES_FROM) house(context, scale, paper);
      else dot(context, scale);
      context.restore();
    });
  }

  draw(context: CanvasRenderingContext2D, index: number, left: number, top: number): void {
    const { pixels, size } = this;
    context.drawImage(this.canvas, index * pixels, 0, pixels, pixels, left, top, size, size);
  }
}

function dot(context: CanvasRenderingContext2D, scale: number): void {
  const gap = Math.max(0.75, scale * 0.1);
  context.beginPath();
  context.roundRect(gap, gap, scale - 2 * gap, scale - 2 * gap, scale * 0.3);
  context.fill();
}

function house(context: CanvasRenderingContext2D, scale: number, paper: string): void {
  const left = scale * 0.16;
  const right = scale * 0.84;
  const eaves = scale * 0.45;
  const ground = scale * 0.86;
  context.beginPath();
  context.moveTo(left, ground);
  context.lineTo(left, eaves);
  context.lineTo(scale / 2, scale * 0.14);
  context.lineTo(right, eaves);
  context.lineTo(right, ground);
  context.closePath();
  context.lineJoin = "round";
  context.lineWidth = scale * 0.06;
  context.strokeStyle = context.fillStyle;
  context.fill();
  context.stroke();
  context.fillStyle = paper;
  context.globalAlpha = 0.82;
  context.fillRect(scale * 0.43, scale * 0.62, scale * 0.14, ground - scale * 0.62);
  context.globalAlpha = 0.55;
  context.fillRect(scale * 0.26, scale * 0.5, scale * 0.12, scale * 0.12);
  context.fillRect(scale * 0.62, scale * 0.5, scale * 0.12, scale * 0.12);
}

/** Draw the homes in view; sizes are in pixels of the screen. */
export function drawHomes(
  context: CanvasRenderingContext2D,
  places: Places,
  values: Uint8Array,
  sprites: Sprites,
  colours: number,
  camera: Camera,
  view: Rectangle,
): void {
  const [fromX, fromY] = toGrid(camera, view, view.left, view.top);
  const [toX, toY] = toGrid(camera, view, view.left + view.width, view.top + view.height);
  const firstColumn = Math.max(0, Math.floor(fromX));
  const lastColumn = Math.min(places.width - 1, Math.floor(toX));
  const firstRow = Math.max(0, Math.floor(fromY));
  const lastRow = Math.min(places.height - 1, Math.floor(toY));
  const [originX, originY] = toScreen(camera, view, 0, 0);
  for (let row = firstRow; row <= lastRow; row++) {
    const top = originY + row * camera.scale;
    for (let column = firstColumn; column <= lastColumn; column++) {
      const citizen = places.citizenAt[row * places.width + column]!;
      if (citizen < 0) continue;
      const value = values[citizen] ?? NOTHING;
      sprites.draw(context, value < colours ? value : colours, originX + column * camera.scale, top);
    }
  }
}
