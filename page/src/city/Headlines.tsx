import { whole } from "../base/words";
import * as state from "../session/state";
import type { City, Series } from "../session/types";

/** Which numbers stand in large type beside the map, where the city has them. */
const LARGE = ["refusals", "harm_erroneous", "silenced", "denunciations"];
const MOST = 4;

function headlines(city: City): Series[] {
  const known = LARGE.map((name) => city.series.find((each) => each.name === name)).filter((each) => each !== undefined);
  const others = city.series.filter((each) => each.group !== "categories" && each.group !== "score" && !known.includes(each));
  return [...known, ...others].slice(0, MOST);
}

/** What happened today, in numbers. */
export function Headlines({ city }: { city: City }) {
  const day = state.shownDay.value;
  if (day < 0) return null;
  return (
    <dl class="headlines">
      {headlines(city).map((series) => (
        <div key={series.name} title={series.help}>
          <dt>{series.label.startsWith("…") ? `${groupLead(city, series)} ${series.label.slice(1).trim()}` : series.label}</dt>
          <dd>
            {state.rows.slice(0, state.worlds.value).map((rows, world) => {
              const value = rows[day]?.[series.name];
              return <b key={world} class={world ? "second" : ""}>{typeof value === "number" ? whole(value) : "–"}</b>;
            })}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A label that begins with … goes on from the first of its group. */
function groupLead(city: City, series: Series): string {
  return city.series.find((each) => each.group === series.group)?.label ?? "";
}
