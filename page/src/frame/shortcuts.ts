/** Keys that work wherever nothing else takes them. */
import * as cameras from "../city/camera_state";
import { backTo, step } from "../session/doing";
import { toggle } from "../session/player";
import * as state from "../session/state";
import type { Tab } from "../session/state";

const TABS: Record<string, Tab> = { "1": "days", "2": "citizen", "3": "rules" };

export function listenToKeys(): () => void {
  const press = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    const isTyping = target.closest("input:not([type=range]):not([type=checkbox]), select, textarea, [contenteditable]") !== null;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
    if (document.querySelector("dialog[open]")) return;
    const onButton = target.closest("button, a, summary, [role=slider], input") !== null;
    const keys: Record<string, () => void> = {
      p: toggle,
      ".": () => void step(1),
      ",": () => void backTo(Math.max(-1, state.day.peek() - 1)),
      r: () => void step(30),
      d: () => (state.shares.value = !(state.shares.peek() ?? false)),
      o: () => {
        if (!state.city.peek()?.recorded) state.dialog.value = "open";
      },
      "?": () => (state.dialog.value = "keys"),
      "+": () => cameras.zoom(1.5, undefined, undefined, false),
      "-": () => cameras.zoom(1 / 1.5, undefined, undefined, false),
      "0": () => cameras.showWhole(),
    };
    const tab = TABS[event.key];
    // The space bar presses the button that has the focus; elsewhere it plays.
    const act = event.key === " " ? (onButton ? undefined : toggle) : tab ? () => (state.tab.value = tab) : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  addEventListener("keydown", press);
  return () => removeEventListener("keydown", press);
}
