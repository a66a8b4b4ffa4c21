import { words } from "../base/words";
import * as state from "../session/state";
import type { City } from "../session/types";
import { presetsOf } from "./presets";
import { hasPreset, withPreset } from "./wishes";

/** One press for what is asked for most. */
export function Presets({ city }: { city: City }) {
  const presets = presetsOf(city);
  if (!presets.length) return null;
  return (
    <section class="presets" aria-label={words.city.controls.presetsName}>
      <h3 class="kicker">{words.city.controls.presetsName}</h3>
      <div class="chips">
        {presets.map((preset) => (
          <button
            key={preset.name}
            type="button"
            class="chip"
            title={preset.help}
            aria-pressed={hasPreset(state.wanted.value, preset.changes)}
            onClick={() => (state.wanted.value = withPreset(state.wanted.value, preset.changes))}
          >
            {preset.label}
          </button>
        ))}
      </div>
    </section>
  );
}
