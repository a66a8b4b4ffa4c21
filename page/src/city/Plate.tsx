import { longDate } from "../base/dates";
import { fill, words } from "../base/words";
import * as state from "../session/state";
import { Headlines } from "./Headlines";
import { Legend } from "./Legend";

/** The cartouche of the plate: which day it is, what the colours mean, and a few numbers to read across a room. */
export function Plate() {
  const city = state.city.value;
  void state.beat.value;
  const own = words.city.plate;
  if (!city) return <section class="plate" aria-label={own.name} />;
  const day = state.shownDay.value;
  return (
    <section class="plate" aria-label={own.name}>
      <div class="plate-day">
        <p class="day">
          <span class="kicker">{own.day}</span>
          <b>{day < 0 ? "–" : day}</b>
        </p>
        <p class="date">{day < 0 ? own.dawn : longDate(city.start_date, day)}</p>
        {state.ended.value !== null && (
          <p class="ended" title={state.ended.value}>
            {fill(own.ended, { digest: state.ended.value.slice(0, 12) })}
          </p>
        )}
      </div>
      <Legend city={city} />
      <Headlines city={city} />
    </section>
  );
}
