import { Icon } from "../base/Icon";
import { fill, plural, words } from "../base/words";
import { changeRules, compare } from "../session/doing";
import * as state from "../session/state";
import type { Change, City } from "../session/types";
import { said } from "./ControlRow";
import { merged } from "./wishes";

/** What was moved and not applied yet, and the two ways to apply it. */
export function Tray({ city }: { city: City }) {
  const own = words.city.controls;
  const wanted = [...state.wanted.value.values()];
  const remove = (path: string): void => {
    const next = new Map(state.wanted.value);
    next.delete(path);
    state.wanted.value = next;
  };
  const isBusy = state.busy.value !== null;
  if (!wanted.length && !city.changes.length && !city.compared) return null;
  return (
    <aside class="tray" aria-label={own.tray}>
      {wanted.length > 0 && (
        <>
          <header>
            <h3>{plural(own.changes, wanted.length)}</h3>
            <button type="button" class="as-link" onClick={() => (state.wanted.value = new Map())}>{own.clear}</button>
          </header>
          <ul>
            {wanted.map((change) => (
              <li key={change.path}>
                <span>{sentence(change)}</span>
                <button type="button" class="button quiet small" aria-label={fill(own.remove, { name: change.label })} onClick={() => remove(change.path)}>
                  <Icon name="close" size={12} />
                </button>
              </li>
            ))}
          </ul>
          <div class="tray-doing">
            <button type="button" class="button main" disabled={isBusy} onClick={() => void compare(merged(state.beside.value, wanted))}>
              {own.compare}
            </button>
            <button
              type="button"
              class="button"
              disabled={isBusy || state.day.value >= city.days - 1}
              onClick={() => void changeRules(wanted.map((change) => ({ ...change, day: state.day.value + 1 })))}
            >
              {own.tomorrow}
            </button>
          </div>
          <p class="muted">{own.compareHelp}</p>
        </>
      )}
      {city.changes.length > 0 && (
        <section>
          <h4 class="kicker">{own.inForce}</h4>
          <ul>{city.changes.map((change, index) => <li key={index}>{sentence(change)}</li>)}</ul>
        </section>
      )}
      {city.compared && (
        <section class="second">
          <h4 class="kicker">{words.city.worlds.secondHas}</h4>
          <ul>
            {(state.beside.value.length ? state.beside.value : city.compared.changes).map((change, index) => (
              <li key={index}>{sentence(change)}</li>
            ))}
          </ul>
          <button type="button" class="button small" disabled={isBusy} onClick={() => void compare([])}>{words.city.worlds.end}</button>
        </section>
      )}
    </aside>
  );
}

/** A change in words. */
export function sentence(change: Change | string): string {
  if (typeof change === "string") return change;
  const own = words.city.controls;
  if (change.drop) return fill(own.dropped, { name: change.label });
  if (change.times !== undefined) return fill(own.times, { name: change.label, value: change.times });
  return fill(own.to, { name: change.label, value: said(change.to ?? null) });
}
