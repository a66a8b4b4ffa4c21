import type { Looking } from "./link";
import * as state from "./state";

/** Where one looks just now. */
export function looking(): Looking {
  return {
    day: state.day.value,
    lens: state.lensName.value,
    citizen: state.selected.value,
    changes: state.applied.value,
    compared: state.beside.value,
  };
}
