/** Marks over the map: who is pointed at, who is chosen, where the keyboard's cross stands. */
import { toScreen, type Camera, type Rectangle } from "./camera";
import type { Places } from "./places";

export interface Marks {
  readonly hovered: number;
  readonly chosen: number;
  readonly contacts: readonly number[];
  readonly hasCross: boolean;
}

export function drawMarks(
  context: CanvasRenderingContext2D,
  places: Places,
  marks: Marks,
  camera: Camera,
  rectangles: readonly Rectangle[],
  ratio: number,
  ink: string,
  page: string,
): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  for (const view of rectangles) {
    context.save();
    context.beginPath();
    context.rect(view.left, view.top, view.width, view.height);
    context.clip();
    const at = (citizen: number): [number, number] => {
      const cell = places.home[citizen] ?? 0;
      return toScreen(camera, view, (cell % places.width) + 0.5, Math.floor(cell / places.width) + 0.5);
    };
    if (marks.chosen >= 0) {
      const from = at(marks.chosen);
      const ends = marks.contacts.map(at);
      drawTies(context, from, ends, ink);
      if (camera.scale >= 5) for (const end of ends) ring(context, end, camera.scale * 0.56, ink, page, 1);
      ring(context, from, Math.max(6, camera.scale * 0.66), ink, page, 2.5);
    }
    if (marks.hovered >= 0 && marks.hovered !== marks.chosen) {
      ring(context, at(marks.hovered), Math.max(4, camera.scale * 0.6), ink, page, 1.5);
    }
    if (marks.hasCross) cross(context, view, ink, page);
    context.restore();
  }
}

function drawTies(
  context: CanvasRenderingContext2D,
  from: readonly [number, number],
  to: readonly (readonly [number, number])[],
  ink: string,
): void {
  context.strokeStyle = ink;
  context.fillStyle = ink;
  context.lineWidth = 1;
  context.globalAlpha = 0.32;
  context.beginPath();
  for (const end of to) {
    context.moveTo(...(from as [number, number]));
    context.lineTo(...(end as [number, number]));
  }
  context.stroke();
  context.globalAlpha = 1;
}

function ring(
  context: CanvasRenderingContext2D,
  [x, y]: readonly [number, number],
  radius: number,
  ink: string,
  page: string,
  width: number,
): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.strokeStyle = page;
  context.lineWidth = width + 2.5;
  context.stroke();
  context.strokeStyle = ink;
  context.lineWidth = width;
  context.stroke();
}

function cross(context: CanvasRenderingContext2D, view: Rectangle, ink: string, page: string): void {
  const x = view.left + view.width / 2;
  const y = view.top + view.height / 2;
  for (const [colour, width] of [
    [page, 4],
    [ink, 1.5],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(x - 14, y);
    context.lineTo(x - 5, y);
    context.moveTo(x + 5, y);
    context.lineTo(x + 14, y);
    context.moveTo(x, y - 14);
    context.lineTo(x, y - 5);
    context.moveTo(x, y + 5);
    context.lineTo(x, y + 14);
    context.stroke();
  }
}
