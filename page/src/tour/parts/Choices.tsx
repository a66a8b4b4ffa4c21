/** A few settings of which one holds: native radio buttons that look like a row of keys. */
import { useId } from "preact/hooks";

interface Option {
  readonly value: string;
  readonly label: string;
  readonly note?: string;
}

interface Properties {
  readonly legend: string;
  readonly options: readonly Option[];
  readonly value: string | null;
  readonly onChange: (value: string) => void;
  readonly isBusy?: boolean;
  /** Short labels stand side by side, long ones below each other. */
  readonly compact?: boolean;
}

export function Choices({ legend, options, value, onChange, isBusy = false, compact = false }: Properties) {
  const name = useId();
  return (
    <fieldset class={compact ? "choices compact" : "choices"} aria-busy={isBusy}>
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option.value} class={option.value === value ? "choice chosen" : "choice"}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span class="choice-words">
            {option.label}
            {option.note && <small>{option.note}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
