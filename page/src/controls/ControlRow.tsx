import { useId, useState } from "preact/hooks";
import { fill, words } from "../base/words";
import * as state from "../session/state";
import type { Control, Value } from "../session/types";
import { cut, valueUnder, withValue } from "./wishes";

/** One rule as a slider, a switch, a choice, or a rule to take out. */
export function ControlRow({ control, isWhole }: { control: Control; isWhole: boolean }) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const own = words.city.controls;
  const standing = valueUnder(control, state.applied.value);
  const value = valueUnder(control, [...state.applied.value, ...state.wanted.value.values()]);
  const isChanged = value !== standing;
  const set = (next: Value): void => {
    state.wanted.value = withValue(state.wanted.value, control, next, standing);
  };
  const name = isWhole ? control.label : cut(control.label).what;
  const source = typeof control.source === "string" ? { words: control.source, address: null } : control.source;
  const unit = control.unit && !name.toLowerCase().includes(control.unit.toLowerCase()) ? control.unit : "";
  const isAssumed = control.assumed ?? (typeof control.source === "object" ? control.source?.assumed : false) ?? false;
  return (
    <div class={`control ${control.kind}${isChanged ? " changed" : ""}`}>
      <div class="control-head">
        <label for={id}>
          {control.kind === "drop" ? own.drop : name}
          {unit && <span class="muted"> {unit}</span>}
        </label>
        {isAssumed && <span class="assumed">{own.assumed}</span>}
        {(control.help || source?.words) && (
          <button
            type="button"
            class="control-about"
            aria-expanded={isOpen}
            aria-label={fill(own.about, { name: control.label })}
            onClick={() => setOpen(!isOpen)}
          >
            ?
          </button>
        )}
      </div>
      <Field id={id} control={control} value={value} onSet={set} />
      {isChanged && (
        <p class="control-was">
          {control.kind !== "drop" && <span>{fill(own.was, { value: said(standing) })}</span>}
          <button type="button" class="as-link" onClick={() => set(standing)}>{own.undo}</button>
        </p>
      )}
      {isOpen && (
        <div class="control-more">
          {control.help && <p>{control.help}</p>}
          {source?.words && (
            <p class="muted">
              {isAssumed ? own.assumedBecause : own.source} {source.words}
            </p>
          )}
          <p class="muted"><code>{control.path}</code></p>
        </div>
      )}
    </div>
  );
}

export function said(value: Value): string {
  if (value === true) return words.city.controls.on;
  if (value === false) return words.city.controls.off;
  if (typeof value === "number") return String(value).replace("-", "−");
  return (value ?? "–").replaceAll("_", " ");
}

interface FieldProperties {
  readonly id: string;
  readonly control: Control;
  readonly value: Value;
  readonly onSet: (value: Value) => void;
}

function Field({ id, control, value, onSet }: FieldProperties) {
  if (control.kind === "number") {
    const number = Number(value);
    const lowest = control.lowest ?? 0;
    const highest = control.highest ?? Math.max(1, number * 2);
    const take = (text: string): void => {
      const next = Number(text);
      if (text !== "" && Number.isFinite(next)) onSet(Math.min(highest, Math.max(lowest, next)));
    };
    return (
      <div class="control-number">
        <input
          id={id}
          type="range"
          min={lowest}
          max={highest}
          step={control.step ?? "any"}
          value={number}
          aria-valuetext={`${said(number)} ${control.unit ?? ""}`}
          onInput={(event) => take(event.currentTarget.value)}
        />
        <input
          type="number"
          min={lowest}
          max={highest}
          step="any"
          value={number}
          aria-label={fill(words.city.controls.box, { name: control.label })}
          onChange={(event) => take(event.currentTarget.value)}
        />
      </div>
    );
  }
  if (control.kind === "choice") {
    return (
      <select id={id} value={String(value)} onChange={(event) => onSet(event.currentTarget.value)}>
        {(control.choices ?? []).map((choice) => {
          const { value: key, label } = typeof choice === "string" ? { value: choice, label: choice.replaceAll("_", " ") } : choice;
          return <option key={key} value={key}>{label}</option>;
        })}
      </select>
    );
  }
  return (
    <input
      id={id}
      type="checkbox"
      role="switch"
      class="switch"
      checked={value === true}
      onChange={(event) => onSet(event.currentTarget.checked)}
    />
  );
}
