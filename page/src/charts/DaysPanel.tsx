import { useState } from "preact/hooks";
import { longDate } from "../base/dates";
import { fill, words } from "../base/words";
import * as state from "../session/state";
import { CategoriesChart } from "./CategoriesChart";
import { DaysTable } from "./DaysTable";
import { SeriesChart } from "./SeriesChart";
import "./charts.css";

/** What the city's days look like in numbers: one large picture and many small ones. */
export function DaysPanel() {
  const [isTable, setTable] = useState(false);
  const city = state.city.value;
  void state.beat.value;
  if (!city) return null;
  const own = words.city.charts;
  const categories = city.series.filter((each) => each.group === "categories");
  const others = city.series.filter((each) => each.group !== "categories");
  const sizeOf = (group: string): number => others.filter((each) => each.group === group).length;
  // Groups of one number share a row; so they come first, and the others keep their order.
  const groups = [...new Set(others.map((each) => each.group))].sort((one, other) => Number(sizeOf(one) > 1) - Number(sizeOf(other) > 1));
  const at = state.readDay.value ?? state.day.value;
  const names: Record<string, string> = own.groups;
  return (
    <div class="days">
      <header class="panel-head">
        <p class="reading">
          {at < 0 ? own.empty : fill(own.at, { day: at, date: longDate(city.start_date, at) })}
        </p>
        <button type="button" class="button small" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
          {own.asTable}
        </button>
      </header>
      {state.worlds.value === 2 && (
        <p class="worlds-key">
          <span><i class="line" />{words.city.worlds.firstName}</span>
          <span class="second"><i class="line" />{words.city.worlds.secondName}</span>
        </p>
      )}
      {isTable ? (
        <DaysTable />
      ) : (
        <>
          {categories.length > 0 && <CategoriesChart series={categories} />}
          <div class="series-groups">
          {groups.map((group) => (
            <section key={group} class={`series-group${sizeOf(group) === 1 ? " single" : ""}`}>
              <h3 class="kicker">{names[group] ?? group.replaceAll("_", " ")}</h3>
              <div class="multiples">
                {others.filter((each) => each.group === group).map((each) => <SeriesChart key={each.name} series={each} />)}
              </div>
            </section>
          ))}
          </div>
        </>
      )}
    </div>
  );
}
