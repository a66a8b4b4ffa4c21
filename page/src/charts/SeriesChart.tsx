/** One number over the days, in one or two worlds. */
import { token } from "../base/ground";
import { short, whole, words } from "../base/words";
import * as state from "../session/state";
import type { Series } from "../session/types";
import { ChartFrame, type Stage } from "./ChartFrame";
import { drawArea, drawBaseline, drawDot, drawLine } from "./draw";
import { extentOf, linear } from "./measure";

const HEIGHT = 54;

export function valueText(series: Series, value: number | null | undefined): string {
  if (typeof value !== "number") return words.city.charts.none;
  return series.unit === "points" ? short(value) : whole(value);
}

export function SeriesChart({ series }: { series: Series }) {
  void state.beat.value;
  const two = state.worlds.value === 2;
  const lines = two ? state.rows : [state.rows[0]];
  const fromZero = series.unit !== "points";
  const extent = extentOf(lines, series.name, fromZero);
  const at = state.readDay.value ?? state.day.value;
  const values = lines.map((rows) => rows[at]?.[series.name]);

  const draw = (stage: Stage): void => {
    const up = linear(extent.low, extent.high, HEIGHT - 1, 5);
    const value = (row: { readonly [name: string]: number | null }): number => row[series.name] ?? 0;
    if (fromZero) drawArea(stage, state.rows[0], () => 0, value, up, token("wash"));
    drawBaseline(stage, HEIGHT, fromZero ? token("ink") : token("faint"));
    drawLine(stage, state.rows[0], value, up, token("ink"), 1.4);
    if (two) drawLine(stage, state.rows[1], value, up, token("second"), 1.8);
    lines.forEach((rows, world) => {
      const row = rows[at];
      if (row) drawDot(stage, at, up(value(row)), token(world ? "second" : "ink"));
    });
  };

  return (
    <figure class="series">
      <figcaption title={series.help}>
        <span class="series-name">{series.label}</span>
        <span class="series-value">
          {values.map((value, world) => (
            <b key={world} class={world ? "second" : ""}>{valueText(series, value)}</b>
          ))}
        </span>
      </figcaption>
      <ChartFrame
        name={`${series.label}, ${series.unit}`}
        height={HEIGHT}
        draw={draw}
        say={(day) => lines.map((rows) => valueText(series, rows[day]?.[series.name])).join(words.city.charts.against)}
      />
      <p class="series-range">
        <span>{series.unit}</span>
        <span>{fromZero ? `0–${whole(extent.high)}` : `${whole(extent.low)}–${whole(extent.high)}`}</span>
      </p>
    </figure>
  );
}
