import { signal } from "@preact/signals";
import { fill, whole, words } from "../base/words";
import * as state from "../session/state";
import { view } from "./camera_state";
import { NOTHING } from "./palette";

/** Whom the hand points at, or −1; and where it is. */
export const hovered = signal(-1);
export const hoverPlace = signal<readonly [number, number]>([0, 0]);

/** The small label beside the hand: who it is, and what the lens says. */
export function MapLabel() {
  const citizen = hovered.value;
  void state.frames.value;
  if (citizen < 0) return null;
  const [left, top] = hoverPlace.value;
  const lens = state.lens.value;
  const texts = state.frame.values
    .filter((values): values is Uint8Array => values !== null)
    .map((values) => {
      const value = values[citizen] ?? NOTHING;
      if (value === NOTHING || !lens) return words.city.map.nothing;
      return lens.legend.find((each) => each.value === value)?.label ?? "";
    });
  const { width } = view.value;
  return (
    <div class={`map-label${left > width - 150 ? " leftwards" : ""}`} style={{ left: `${left}px`, top: `${top}px` }}>
      <b>{fill(words.city.citizen.number, { number: whole(citizen) })}</b>
      {texts.some((text) => text !== "") && <span>{texts.join(" | ")}</span>}
    </div>
  );
}
