/** What lies still on the map: plots, the river and its meadows, the names of the districts. */
import { curveCatmullRom, line } from "d3-shape";
import { toScreen, type Camera, type Rectangle } from "./camera";
import type { Places } from "./places";

/** The river as one smooth course through the cells that are left free for it. */
export function riverPath(places: Places): Path2D {
  const middle = places.pitch / 2;
  const cells = places.water
    .map(({ x, y }): [number, number] => [x + middle, y + middle])
    .sort((one, other) => one[1] - other[1]);
  const first = cells[0];
  const last = cells.at(-1);
  if (!first || !last) return new Path2D();
  const reach = middle * 3;
  const course: [number, number][] = [[first[0], first[1] - reach], ...cells, [last[0], last[1] + reach]];
  return new Path2D(line().curve(curveCatmullRom.alpha(0.5))(course) ?? "");
}

/** The meadows on both banks: what is left free around the river. */
export function drawMeadows(
  context: CanvasRenderingContext2D,
  places: Places,
  colour: string,
  camera: Camera,
  view: Rectangle,
): void {
  context.fillStyle = colour;
  context.beginPath();
  const gap = 0.5;
  const side = places.pitch * camera.scale;
  for (const cell of places.water) {
    const [left, top] = toScreen(camera, view, cell.x - gap, cell.y - gap);
    context.rect(left, top, side, side);
  }
  context.fill();
}

/** Pixels of the screen that the river has at least. */
const THINNEST = 5;

export function drawRiver(
  context: CanvasRenderingContext2D,
  river: Path2D,
  width: number,
  colour: string,
  camera: Camera,
  view: Rectangle,
): void {
  const [x, y] = toScreen(camera, view, 0, 0);
  context.save();
  context.translate(x, y);
  context.scale(camera.scale, camera.scale);
  context.strokeStyle = colour;
  context.lineWidth = Math.max(width, THINNEST / camera.scale);
  context.lineCap = "butt";
  context.lineJoin = "round";
  context.stroke(river);
  context.restore();
}

/** Plots as quiet ground, once lanes are wide enough to be seen. */
export function drawPlots(
  context: CanvasRenderingContext2D,
  places: Places,
  colour: string,
  camera: Camera,
  view: Rectangle,
): void {
  const side = places.side * camera.scale;
  const rim = Math.min(3, camera.scale * 0.22);
  context.fillStyle = colour;
  context.beginPath();
  for (const plot of places.plots) {
    const [left, top] = toScreen(camera, view, plot.x, plot.y);
    if (left + side < view.left || left > view.left + view.width) continue;
    if (top + side < view.top || top > view.top + view.height) continue;
    context.roundRect(left - rim, top - rim, side + 2 * rim, side + 2 * rim, Math.min(6, camera.scale * 0.5));
  }
  context.fill();
}

export interface NameStyle {
  readonly font: string;
  readonly ink: string;
  readonly halo: string;
}

/** In a smaller view names would lie over each other. */
const LEAST_FOR_NAMES = 230;

export function drawNames(
  context: CanvasRenderingContext2D,
  places: Places,
  style: NameStyle,
  camera: Camera,
  view: Rectangle,
): void {
  if (places.districts.length < 2 || Math.min(view.width, view.height) < LEAST_FOR_NAMES) return;
  const size = Math.max(11, Math.min(19, view.width / 46, 9 + camera.scale * 2.2));
  context.save();
  context.font = `italic 600 ${size}px ${style.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.strokeStyle = style.halo;
  context.fillStyle = style.ink;
  for (const district of places.districts) {
    const [x, y] = toScreen(camera, view, district.x, district.y);
    const half = context.measureText(district.label).width / 2;
    if (x + half < view.left || x - half > view.left + view.width || y < view.top || y > view.top + view.height) continue;
    context.globalAlpha = 0.88;
    context.lineWidth = size * 0.36;
    context.strokeText(district.label, x, y);
    context.globalAlpha = 1;
    context.fillText(district.label, x, y);
  }
  context.restore();
}
