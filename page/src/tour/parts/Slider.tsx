/** A slider that holds no guess until somebody touches it: nobody is led by where it stands. */
import { useId } from "preact/hooks";
import { fill, number, words } from "../words";

interface Properties {
  readonly label: string;
  readonly unit: string;
  readonly value: number | null;
  readonly onChange: (value: number) => void;
  readonly lowest?: number;
  readonly highest: number;
  readonly step?: number;
  readonly isFixed?: boolean;
  /** What the highest value is called, where it is more than a number. */
  readonly beyond?: string;
}

export function Slider(properties: Properties) {
  const { label, unit, value, onChange, lowest = 0, highest, step = 1, isFixed = false, beyond } = properties;
  const name = useId();
  const standing = value ?? Math.round((lowest + highest) / 2);
  const said = value === null ? "?" : beyond !== undefined && value >= highest ? beyond : number(value);
  const hasUnit = value === null || beyond === undefined || value < highest;
  const take = (event: Event) => onChange(Number((event.currentTarget as HTMLInputElement).value));
  return (
    <div class={value === null ? "slider open" : "slider"}>
      <label for={name}>{label}</label>
      <output for={name} aria-hidden="true">
        <b class={said.length > 5 ? "wordy" : ""}>{said}</b> {hasUnit && <span>{unit}</span>}
      </output>
      <input
        id={name}
        type="range"
        min={lowest}
        max={highest}
        step={step}
        value={standing}
        disabled={isFixed}
        aria-valuetext={value === null ? words.common.notYet : hasUnit ? `${said} ${unit}` : said}
        onInput={take}
        onChange={take}
        onKeyDown={(event) => {
          // Any key that would set the slider where it stands already is a guess, too.
          if (value === null && (event.key === "Enter" || event.key === " ")) onChange(standing);
        }}
        onPointerUp={(event) => value === null && onChange(Number(event.currentTarget.value))}
      />
      <p class="ends" aria-hidden="true">
        <span>{number(lowest)}</span>
        <span>{beyond ?? number(highest)}</span>
      </p>
      {value === null && <p class="hint">{fill(words.common.moveIt, {})}</p>}
    </div>
  );
}
