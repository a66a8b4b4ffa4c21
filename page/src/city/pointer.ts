/** Hand and wheel on the map: drag, pinch, wheel, click, hover. */
import * as cameras from "./camera_state";

export interface Hands {
  readonly hover: (left: number, top: number) => void;
  readonly leave: () => void;
  readonly click: (left: number, top: number) => void;
}

const A_CLICK = 5;

/** Listen to the map's element; returns what stops listening. */
export function listen(element: HTMLElement, hands: Hands): () => void {
  const down = new Map<number, [number, number]>();
  let travelled = 0;
  let apart = 0;
  const ending = new AbortController();
  const options = { signal: ending.signal };

  const place = (event: PointerEvent | WheelEvent): [number, number] => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const spread = (): { middle: [number, number]; distance: number } => {
    const [one, other] = [...down.values()];
    if (!one || !other) return { middle: [0, 0], distance: 0 };
    return {
      middle: [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2],
      distance: Math.hypot(one[0] - other[0], one[1] - other[1]),
    };
  };

  element.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      down.set(event.pointerId, place(event));
      if (down.size === 1) travelled = 0;
      apart = spread().distance;
    },
    options,
  );
  element.addEventListener(
    "pointermove",
    (event) => {
      const now = place(event);
      const before = down.get(event.pointerId);
      if (!before) {
        if (event.pointerType === "mouse") hands.hover(...now);
        return;
      }
      const middleBefore = spread().middle;
      down.set(event.pointerId, now);
      if (down.size === 1) {
        travelled += Math.hypot(now[0] - before[0], now[1] - before[1]);
        if (travelled > A_CLICK) {
          element.dataset["dragging"] = "";
          cameras.pan(now[0] - before[0], now[1] - before[1]);
        }
      } else if (down.size === 2) {
        travelled = Infinity;
        const { middle, distance } = spread();
        cameras.pan(middle[0] - middleBefore[0], middle[1] - middleBefore[1]);
        if (apart > 0) cameras.zoom(distance / apart, ...middle);
        apart = distance;
      }
    },
    options,
  );
  const up = (event: PointerEvent): void => {
    if (!down.delete(event.pointerId)) return;
    delete element.dataset["dragging"];
    apart = spread().distance;
    if (event.type === "pointerup" && down.size === 0 && travelled <= A_CLICK) hands.click(...place(event));
  };
  element.addEventListener("pointerup", up, options);
  element.addEventListener("pointercancel", up, options);
  element.addEventListener("pointerleave", () => hands.leave(), options);
  element.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      // A pinch on a touch pad comes as a wheel with Control, in smaller steps.
      const pace = event.ctrlKey ? 0.01 : 0.0016;
      cameras.zoom(Math.exp(-event.deltaY * lines * pace), ...place(event));
    },
    { signal: ending.signal, passive: false },
  );
  return () => ending.abort();
}
