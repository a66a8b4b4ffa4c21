import { briefDate } from "../base/dates";
import { fill, words } from "../base/words";
import * as state from "../session/state";
import { valueText } from "./SeriesChart";

const MOST_ROWS = 60;

/** The same numbers as a table: the last day first, a row a week where there are many days. */
export function DaysTable() {
  void state.beat.value;
  const city = state.city.value;
  if (!city) return null;
  const own = words.city.charts;
  const worlds = state.worlds.value === 2 ? [0, 1] as const : [0] as const;
  const rows = state.rows[0];
  const every = rows.length > MOST_ROWS ? 7 : 1;
  const shown = rows.filter((_, index) => (rows.length - 1 - index) % every === 0).reverse();
  return (
    <div class="scroll" role="region" aria-label={own.table} tabIndex={0}>
      <table class="days-table">
        <caption>{every === 1 ? own.table : fill(own.tableWeekly, { every })}</caption>
        <thead>
          <tr>
            <th scope="col">{own.day}</th>
            {city.series.map((series) =>
              worlds.map((world) => (
                <th scope="col" class={`figure${world ? " second" : ""}`} key={`${series.name}${world}`}>
                  {series.label}
                  {worlds.length > 1 && ` (${world + 1})`}
                </th>
              )),
            )}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row.day}>
              <th scope="row">{row.day} <span class="muted">{briefDate(city.start_date, row.day)}</span></th>
              {city.series.map((series) =>
                worlds.map((world) => (
                  <td class={`figure${world ? " second" : ""}`} key={`${series.name}${world}`}>
                    {valueText(series, state.rows[world][row.day]?.[series.name])}
                  </td>
                )),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
