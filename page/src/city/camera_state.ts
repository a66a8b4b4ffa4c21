/** The camera of the map on the page: where it is, where it flies, and what fits. */
import { signal } from "@preact/signals";
import { still } from "../base/ground";
import { places } from "../session/state";
import { between, fit, within, zoomAt, type Camera, type Rectangle } from "./camera";

export const camera = signal<Camera>({ x: 0, y: 0, scale: 1 });
/** The rectangle of the first view; a second one beside it is as large. */
export const view = signal<Rectangle>({ left: 0, top: 0, width: 1, height: 1 });
/** Whether a second view lies below the first one, not beside it. */
export const areBelow = signal(false);
/** Whether the camera shows the whole city, and shall do so when the page's size changes. */
export const isWhole = signal(true);

const FLIGHT = 420;
let flight = 0;

function land(to: Camera): void {
  const ground = places.peek();
  camera.value = ground ? within(to, ground.width, ground.height) : to;
}

/** Go to a camera; a flight where motion is welcome, a step where not. */
export function fly(to: Camera): void {
  cancelAnimationFrame(flight);
  if (still.peek()) {
    land(to);
    return;
  }
  const from = camera.peek();
  const began = performance.now();
  const onward = (now: number): void => {
    const share = Math.min(1, (now - began) / FLIGHT);
    land(between(from, to, share));
    if (share < 1) flight = requestAnimationFrame(onward);
  };
  flight = requestAnimationFrame(onward);
}

export function wholeCamera(): Camera {
  const ground = places.peek();
  return ground ? fit(ground.width, ground.height, view.peek()) : camera.peek();
}

export function showWhole(isSudden = false): void {
  isWhole.value = true;
  if (isSudden) land(wholeCamera());
  else fly(wholeCamera());
}

export function smallest(): number {
  return wholeCamera().scale * 0.5;
}

export function zoom(factor: number, left?: number, top?: number, isSudden = true): void {
  cancelAnimationFrame(flight);
  isWhole.value = false;
  const rectangle = view.peek();
  const to = zoomAt(
    camera.peek(),
    rectangle,
    factor,
    left ?? rectangle.left + rectangle.width / 2,
    top ?? rectangle.top + rectangle.height / 2,
    smallest(),
  );
  if (isSudden) land(to);
  else fly(to);
}

/** Move by so many pixels of the screen. */
export function pan(left: number, top: number): void {
  cancelAnimationFrame(flight);
  isWhole.value = false;
  const { x, y, scale } = camera.peek();
  land({ x: x - left / scale, y: y - top / scale, scale });
}

/** Show a citizen's home from near by, without going further away than one is. */
export function showHomeOf(citizen: number): void {
  const ground = places.peek();
  const cell = ground?.home[citizen];
  if (!ground || cell === undefined) return;
  const x = cell % ground.width;
  const y = Math.floor(cell / ground.width);
  isWhole.value = false;
  fly({ x: x + 0.5, y: y + 0.5, scale: Math.max(camera.peek().scale, 16) });
}
