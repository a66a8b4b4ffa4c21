/** Which part of the grid is seen: the cell in the middle, and pixels per cell. */

export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export const LARGEST_SCALE = 72;

/** The camera that shows the whole grid in a rectangle, with a margin. */
export function fit(width: number, height: number, view: Rectangle, margin = 12): Camera {
  const scale = Math.min((view.width - 2 * margin) / width, (view.height - 2 * margin) / height);
  return { x: width / 2, y: height / 2, scale: Math.max(scale, 0.05) };
}

export function toScreen(camera: Camera, view: Rectangle, x: number, y: number): [number, number] {
  return [
    view.left + view.width / 2 + (x - camera.x) * camera.scale,
    view.top + view.height / 2 + (y - camera.y) * camera.scale,
  ];
}

export function toGrid(camera: Camera, view: Rectangle, left: number, top: number): [number, number] {
  return [
    camera.x + (left - view.left - view.width / 2) / camera.scale,
    camera.y + (top - view.top - view.height / 2) / camera.scale,
  ];
}

/** Zoom by a factor so that the cell under a point of the screen stays under it. */
export function zoomAt(
  camera: Camera,
  view: Rectangle,
  factor: number,
  left: number,
  top: number,
  smallest: number,
): Camera {
  const scale = Math.min(LARGEST_SCALE, Math.max(smallest, camera.scale * factor));
  const [x, y] = toGrid(camera, view, left, top);
  return {
    x: x - (left - view.left - view.width / 2) / scale,
    y: y - (top - view.top - view.height / 2) / scale,
    scale,
  };
}

/** Keep the middle of the view over the city. */
export function within(camera: Camera, width: number, height: number): Camera {
  return {
    x: Math.min(width, Math.max(0, camera.x)),
    y: Math.min(height, Math.max(0, camera.y)),
    scale: camera.scale,
  };
}

/** Between two cameras: the way is even in the logarithm of the scale, as the eye expects it. */
export function between(from: Camera, to: Camera, share: number): Camera {
  const eased = 1 - (1 - share) ** 3;
  return {
    x: from.x + (to.x - from.x) * eased,
    y: from.y + (to.y - from.y) * eased,
    scale: from.scale * (to.scale / from.scale) ** eased,
  };
}
