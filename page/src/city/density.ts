/** The city from afar: a square for each plot, larger and darker where more of its people are low. */
import { toScreen, type Camera, type Rectangle } from "./camera";
import type { Places } from "./places";

export const STEPS = 6;

/** Bounds between the six steps of colour, so that the whole range of shares is used. */
export function boundsOf(shares: Float32Array): number[] {
  const seen = Array.from(shares).filter((share) => share >= 0).sort((one, other) => one - other);
  const most = seen[Math.floor(seen.length * 0.98)] ?? 0;
  const step = niceStep(most / STEPS);
  return Array.from({ length: STEPS - 1 }, (_, index) => (index + 1) * step);
}

/** The next of 1, 1.5, 2, 2.5, 3, 4, 5, 7.5 times a power of ten. */
function niceStep(value: number): number {
  if (value <= 0.001) return 0.001;
  const power = 10 ** Math.floor(Math.log10(value));
  for (const nice of [1, 1.5, 2, 2.5, 3, 4, 5, 7.5]) {
    if (nice * power >= value * 0.999) return Number((nice * power).toPrecision(3));
  }
  return Number((10 * power).toPrecision(3));
}

export function stepOf(share: number, bounds: readonly number[]): number {
  let step = 0;
  while (step < bounds.length && share >= bounds[step]!) step++;
  return step;
}

export function drawShares(
  context: CanvasRenderingContext2D,
  places: Places,
  shares: Float32Array,
  bounds: readonly number[],
  colours: readonly string[],
  nothing: string,
  camera: Camera,
  view: Rectangle,
): void {
  const full = (places.side + 0.35) * camera.scale;
  for (let step = -1; step < STEPS; step++) {
    context.fillStyle = step < 0 ? nothing : colours[step]!;
    context.beginPath();
    for (let plot = 0; plot < places.plots.length; plot++) {
      const share = shares[plot]!;
      const here = share < 0 ? -1 : stepOf(share, bounds);
      if (here !== step) continue;
      const side = full * (step < 0 ? 0.3 : 0.5 + (0.5 * step) / (STEPS - 1));
      const { x, y } = places.plots[plot]!;
      const [left, top] = toScreen(camera, view, x + places.side / 2, y + places.side / 2);
      if (left + side < view.left || left - side > view.left + view.width) continue;
      if (top + side < view.top || top - side > view.top + view.height) continue;
      context.rect(left - side / 2, top - side / 2, side, side);
    }
    context.fill();
  }
}
