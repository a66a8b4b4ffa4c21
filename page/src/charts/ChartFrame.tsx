/** A canvas with a reading line: hand and keyboard move it, and all charts share it. */
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { ground } from "../base/ground";
import { fill, words } from "../base/words";
import { longDate } from "../base/dates";
import * as state from "../session/state";
import { lastDay, linear } from "./measure";

export interface Stage {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  /** Pixels from the left of a day. */
  readonly across: (day: number) => number;
  readonly last: number;
}

interface Properties {
  readonly name: string;
  readonly height: number;
  readonly right?: number;
  readonly draw: (stage: Stage) => void;
  /** What the chart says of a day, in words. */
  readonly say: (day: number) => string;
}

export function ChartFrame({ name, height, right = 0, draw, say }: Properties) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const id = useId();
  const city = state.city.value;
  const day = state.day.value;
  void state.beat.value;
  void ground.value;
  const last = city ? lastDay(day, city.days) : 1;
  const read = state.readDay.value;
  const across = linear(0, last, 0, Math.max(1, width - right));

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const watching = new ResizeObserver(() => setWidth(element.clientWidth));
    watching.observe(element);
    return () => watching.disconnect();
  }, []);

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context || width === 0) return;
    const ratio = devicePixelRatio;
    element.width = Math.round(width * ratio);
    element.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw({ context, width: width - right, height, across, last });
  });

  const move = (to: number): void => {
    state.readDay.value = day < 0 ? null : Math.min(day, Math.max(0, Math.round(to)));
  };
  const at = Math.max(0, read ?? day);
  const keys: Record<string, number> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    PageUp: at + 30,
    PageDown: at - 30,
    Home: 0,
    End: day,
  };
  return (
    <div
      class="chart"
      role="slider"
      tabIndex={0}
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, day)}
      aria-valuenow={at}
      aria-valuetext={
        city && day >= 0
          ? fill(words.city.charts.reading, { day: at, date: longDate(city.start_date, at), values: say(at) })
          : words.city.charts.empty
      }
      id={id}
      onPointerMove={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        move(((event.clientX - box.left) / Math.max(1, width - right)) * last);
      }}
      onPointerLeave={() => (state.readDay.value = null)}
      onBlur={() => (state.readDay.value = null)}
      onKeyDown={(event) => {
        const to = keys[event.key];
        if (to === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        move(to);
      }}
    >
      <canvas ref={canvas} style={{ height: `${height}px` }} />
      {read !== null && width > 0 && <i class="reading-line" style={{ left: `${across(read)}px` }} />}
    </div>
  );
}
