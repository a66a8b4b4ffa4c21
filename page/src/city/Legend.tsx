import { fill, percent, whole, words } from "../base/words";
import { chooseLens } from "../session/doing";
import * as state from "../session/state";
import type { City, Lens } from "../session/types";
import { ground, narrow, token } from "../base/ground";
import { DifferenceKey } from "./DifferenceKey";
import { apart, bounds, countedWords, showsShares, weights } from "./looks";
import { count, NOTHING } from "./palette";

const counts = [new Uint32Array(256), new Uint32Array(256)] as const;

/** What the colours mean, with how many there are of each; a line sets its people apart on the map. */
export function Legend({ city }: { city: City }) {
  void state.beat.value;
  void state.frames.peek();
  const lens = state.lens.value;
  const own = words.city.legend;
  if (!lens) return null;
  const worlds = state.frame.values.filter((values): values is Uint8Array => values !== null && values.length > 0);
  const isFresh = state.frame.lens === lens.name;
  if (isFresh) worlds.forEach((values, world) => count(values, counts[world as 0 | 1]));
  return (
    <div class="legend">
      {!narrow.value && state.worlds.value === 2 && state.mapView.value === "difference" && <DifferenceKey />}
      <label class="lens-picker">
        <span class="kicker">{own.colour}</span>
        <select
          value={lens.name}
          onChange={(event) => {
            apart.value = new Set();
            void chooseLens(event.currentTarget.value);
          }}
        >
          {city.lenses.map((each) => <option key={each.name} value={each.name}>{each.label}</option>)}
        </select>
      </label>
      <p class="lens-help">{lens.help}</p>
      {lens.kind === "scale" ? (
        <Scale lens={lens} />
      ) : (
        <Steps lens={lens} city={city} worlds={isFresh ? worlds.length : 0} />
      )}
      {showsShares.value && <ShareKey lens={lens} />}
    </div>
  );
}

function Steps({ lens, city, worlds }: { lens: Lens; city: City; worlds: number }) {
  void state.beat.value;
  const own = words.city.legend;
  const colours = lens.colours[ground.value];
  const chosen = apart.value;
  const toggle = (value: number): void => {
    const next = new Set(chosen);
    if (!next.delete(value)) next.add(value);
    apart.value = next.size === lens.legend.length ? new Set() : next;
  };
  const unseen = worlds ? counts[0][NOTHING]! : 0;
  return (
    <>
      <ul class={worlds > 1 ? "steps of-two" : "steps"}>
        {lens.legend.map(({ value, label }) => {
          const number = counts[0][value]!;
          const share = number / city.citizens;
          return (
            <li key={value}>
              <button
                type="button"
                aria-pressed={chosen.has(value)}
                class={chosen.size && !chosen.has(value) ? "faded" : ""}
                title={fill(own.setApart, { label })}
                onClick={() => toggle(value)}
              >
                <i class="swatch" style={{ background: colours[value] }} />
                <span class="step-name">{label}</span>
                {worlds > 0 && (
                  <>
                    <b>{whole(number)}</b>
                    {worlds > 1 ? <b class="second">{whole(counts[1][value]!)}</b> : <span class="step-share">{percent(share)}</span>}
                    <i class="bar" style={{ width: `${Math.max(share * 100, number ? 0.5 : 0)}%`, background: colours[value] }} />
                  </>
                )}
              </button>
            </li>
          );
        })}
      </ul>
      {unseen > 0 && <p class="lens-help">{fill(own.nothing, { n: whole(unseen) })}</p>}
      {chosen.size > 0 && (
        <button type="button" class="as-link everybody" onClick={() => (apart.value = new Set())}>{own.everybody}</button>
      )}
    </>
  );
}

/** Shades from one end to the other, with the words where they belong. */
function Scale({ lens }: { lens: Lens }) {
  const colours = lens.colours[ground.value];
  const last = Math.max(1, colours.length - 1);
  return (
    <div class="scale">
      <div class="scale-bar" style={{ background: `linear-gradient(to right, ${colours.join(", ")})` }} />
      <ul>
        {lens.legend.map(({ value, label }) => (
          <li key={value} class={value === 0 ? "first" : value >= last ? "last" : ""} style={{ left: `${(100 * value) / last}%` }}>{label}</li>
        ))}
      </ul>
    </div>
  );
}

/** The key of the squares: which share of a block each stands for. */
function ShareKey({ lens }: { lens: Lens }) {
  const own = words.city.legend;
  void weights.value;
  void ground.value;
  const counted = countedWords(lens);
  const steps = [0, ...bounds.value];
  return (
    <div class="share-key">
      <p class="lens-help">
        {lens.kind === "scale" ? own.blockMean : fill(own.blockShare, { which: counted.join(own.or) })}
      </p>
      <ul>
        {steps.map((from, step) => (
          <li key={step}>
            <span class="share-square">
              <i style={{ width: `${0.55 + 0.09 * step}rem`, height: `${0.55 + 0.09 * step}rem`, background: token(`share-${step}`) }} />
            </span>
            {step === 0
              ? fill(own.under, { share: percent(steps[1] ?? 0) })
              : step === steps.length - 1
                ? fill(own.over, { share: percent(from) })
                : `${percent(from).replace(/\s%$/, "")}–${percent(steps[step + 1]!)}`}
          </li>
        ))}
      </ul>
    </div>
  );
}
