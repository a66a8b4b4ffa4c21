/** How many are in each category, day by day: one band above the other, the best at the top. */
import { monthStarts } from "../base/dates";
import { ground, token } from "../base/ground";
import { percent, whole, words } from "../base/words";
import * as state from "../session/state";
import type { Row, Series } from "../session/types";
import { ChartFrame, type Stage } from "./ChartFrame";
import { drawArea, drawBaseline, drawLine } from "./draw";
import { lastDay, linear, placed } from "./measure";

const HEIGHT = 232;
/** Pixels that labels need beside their longest name, in one world and in two. */
const LABELS = 80;
const LABELS_OF_TWO = 120;
const LETTER = 7.4;

interface Band {
  readonly series: Series;
  readonly colour: string;
  readonly low: (row: Row) => number;
  readonly high: (row: Row) => number;
}

/** Bands from the worst at the bottom to the best at the top. */
function bandsOf(series: readonly Series[], colours: readonly string[]): Band[] {
  return series.map((each, index) => {
    const below = series.slice(index + 1);
    const low = (row: Row): number => below.reduce((sum, one) => sum + (row[one.name] ?? 0), 0);
    return { series: each, colour: colours[index] ?? "#888888", low, high: (row) => low(row) + (row[each.name] ?? 0) };
  });
}

export function CategoriesChart({ series }: { series: readonly Series[] }) {
  void state.beat.value;
  const city = state.city.value;
  if (!city) return null;
  const lens = city.lenses.find((each) => each.name === "category");
  const colours = lens?.colours[ground.value] ?? [];
  const bands = bandsOf(series, colours);
  const at = state.readDay.value ?? state.day.value;
  const row = state.rows[0][at];
  const other = state.worlds.value === 2 ? state.rows[1][at] : undefined;
  const total = row ? (bands[0]?.high(row) ?? 0) : city.citizens;
  const last = lastDay(state.day.value, city.days);
  const up = linear(0, Math.max(1, bands[0] && row ? total : city.citizens), HEIGHT, 0);

  const longest = Math.max(...series.map((each) => each.label.length));
  const labels = Math.round((state.worlds.value === 2 ? LABELS_OF_TWO : LABELS) + LETTER * longest);

  const draw = (stage: Stage): void => {
    stage.context.fillStyle = token("wash");
    stage.context.fillRect(0, 0, stage.width, HEIGHT);
    for (const band of bands) drawArea(stage, state.rows[0], band.low, band.high, up, band.colour);
    for (const band of bands.slice(1)) drawLine(stage, state.rows[0], band.high, up, token("page"), 0.75);
    if (state.worlds.value === 2) {
      for (const band of bands.slice(1)) {
        drawLine(stage, state.rows[1], band.high, up, token("page"), 3.2);
        drawLine(stage, state.rows[1], band.high, up, token("second"), 1.6);
      }
    }
    drawBaseline(stage, HEIGHT, token("ink"));
  };

  return (
    <figure class="categories">
      <div class="categories-plot">
        <ChartFrame
          name={words.city.charts.categories}
          height={HEIGHT}
          right={labels}
          draw={draw}
          say={(day) => {
            const here = state.rows[0][day];
            return here ? bands.map((band) => `${band.series.label} ${whole(here[band.series.name] ?? 0)}`).join(", ") : "";
          }}
        />
        {row && (
          <ol class="band-labels" aria-hidden="true" style={{ width: `${labels - 6}px` }}>
            {placed(bands.map((band) => (up(band.low(row)) + up(band.high(row))) / 2), HEIGHT).map((top, index) => {
              const band = bands[index]!;
              const share = (row[band.series.name] ?? 0) / Math.max(1, total);
              return (
                <li key={band.series.name} style={{ top: `${top}px` }}>
                  <i class="swatch" style={{ background: band.colour }} />
                  <b>{band.series.label}</b>
                  <span>{percent(share)}</span>
                  {other && <span class="second">{percent((other[band.series.name] ?? 0) / Math.max(1, total))}</span>}
                </li>
              );
            })}
          </ol>
        )}
      </div>
      <Months start={city.start_date} last={last} right={labels} />
    </figure>
  );
}

function Months({ start, last, right }: { start: string; last: number; right: number }) {
  const months = monthStarts(start, last);
  const every = Math.ceil(months.length / 6);
  return (
    <div class="months" aria-hidden="true" style={{ marginRight: `${right}px` }}>
      {months.map(({ day, label }, index) =>
        index % every === 0 && day < last * 0.95 ? <span key={day} style={{ left: `${(100 * day) / last}%` }}>{label}</span> : null,
      )}
    </div>
  );
}
