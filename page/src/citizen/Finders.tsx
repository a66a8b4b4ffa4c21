import { useEffect, useState } from "preact/hooks";
import { fill, plural, words } from "../base/words";
import { showHomeOf } from "../city/camera_state";
import { find } from "../session/doing";
import { choose } from "../session/life";
import { ask } from "../session/socket";
import * as state from "../session/state";
import type { City, Found } from "../session/types";

const FIRST = 5;

/** Buttons that find somebody to whom something happened, and a box for a number. */
export function Finders({ city }: { city: City }) {
  const [found, setFound] = useState<Found | null>(null);
  const [place, setPlace] = useState(0);
  const own = words.city.citizen;
  const [isAll, setAll] = useState(false);
  const all = state.finds.value;
  const shownFinds = isAll ? all : all.slice(0, FIRST);
  const show = (citizen: number | undefined): void => {
    if (citizen === undefined) return;
    choose(citizen);
    showHomeOf(citizen);
  };
  const look = async (what: string): Promise<void> => {
    if (found?.what === what && found.citizens.length > 1) {
      const next = (place + 1) % found.citizens.length;
      setPlace(next);
      show(found.citizens[next]);
      return;
    }
    const answer = await find(what);
    if (!answer) return;
    setFound(answer);
    setPlace(0);
    show(answer.citizens[0]);
  };
  const number = state.selected.value;
  const isDawn = state.day.value < 0;
  useEffect(() => {
    // What can be found is known once a day has passed; the city that was sent before does not say it.
    if (isDawn || state.finds.peek().length || state.playing.peek()) return;
    void ask<City>("city").then((fresh) => (state.finds.value = fresh.finds), () => undefined);
  }, [isDawn, state.edition.value, state.playing.value]);
  return (
    <section class="finders" aria-label={own.find}>
      <p class="kicker">{own.find}</p>
      <div class="chips">
        {shownFinds.map((what) => (
          <button key={what} type="button" class="chip" aria-pressed={found?.what === what} disabled={state.day.value < 0} onClick={() => void look(what)}>
            {what}
          </button>
        ))}
        {all.length > FIRST && (
          <button type="button" class="as-link more-finds" aria-expanded={isAll} onClick={() => setAll(!isAll)}>
            {isAll ? own.fewer : fill(own.moreFinds, { n: all.length - FIRST })}
          </button>
        )}
        <form
          class="by-number"
          onSubmit={(event) => {
            event.preventDefault();
            const wanted = Number(new FormData(event.currentTarget).get("number"));
            if (Number.isInteger(wanted) && wanted >= 0 && wanted < city.citizens) show(wanted);
          }}
        >
          <label>
            <span class="hidden">{own.byNumber}</span>
            <input key={number} type="number" name="number" min={0} max={city.citizens - 1} placeholder={own.byNumber} defaultValue={number === null ? "" : String(number)} required />
          </label>
          <button type="submit" class="button small">{own.show}</button>
        </form>
      </div>
      {found && (
        <p class="found muted" role="status">
          {found.message || (typeof found.number === "number" ? plural(own.foundOf, found.number) : "")}
          {found.citizens.length > 1 && ` ${own.again}`}
        </p>
      )}
    </section>
  );
}
