/** Keys on the map: arrows move, + and − zoom, 0 shows everything, Enter chooses who is under the cross. */
import { choose } from "../session/life";
import * as cameras from "./camera_state";

const STEP = 60;

/** Handle a key; returns whether it was one of the map's. */
export function mapKeys(event: KeyboardEvent, inMiddle: () => number): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const step = event.shiftKey ? STEP * 4 : STEP;
  const keys: Record<string, () => void> = {
    ArrowLeft: () => cameras.pan(step, 0),
    ArrowRight: () => cameras.pan(-step, 0),
    ArrowUp: () => cameras.pan(0, step),
    ArrowDown: () => cameras.pan(0, -step),
    "+": () => cameras.zoom(1.5, undefined, undefined, false),
    "=": () => cameras.zoom(1.5, undefined, undefined, false),
    "-": () => cameras.zoom(1 / 1.5, undefined, undefined, false),
    "0": () => cameras.showWhole(),
    Enter: () => {
      const citizen = inMiddle();
      if (citizen >= 0) choose(citizen);
    },
  };
  const act = keys[event.key];
  if (!act) return false;
  event.preventDefault();
  event.stopPropagation();
  act();
  return true;
}
