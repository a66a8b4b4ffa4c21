/** Areas, lines and rules on a canvas. */
import { area, curveLinear, line } from "d3-shape";
import { monthStarts } from "../base/dates";
import type { Row } from "../session/types";
import type { Stage } from "./ChartFrame";

export function drawMonths(stage: Stage, start: string, colour: string, from: number): void {
  const { context, across, last, height } = stage;
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  for (const { day } of monthStarts(start, last)) {
    const x = Math.round(across(day)) + 0.5;
    context.moveTo(x, from);
    context.lineTo(x, height);
  }
  context.stroke();
}

export function drawBaseline({ context, width }: Stage, y: number, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, Math.round(y) - 0.5);
  context.lineTo(width, Math.round(y) - 0.5);
  context.stroke();
}

type Height = (value: number) => number;

export function drawLine(
  { context, across }: Stage,
  rows: readonly Row[],
  value: (row: Row) => number | null | undefined,
  up: Height,
  colour: string,
  width: number,
  dash: number[] = [],
): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineJoin = "round";
  context.setLineDash(dash);
  context.beginPath();
  line<Row>()
    .defined((row) => typeof value(row) === "number")
    .x((row) => across(row.day))
    .y((row) => up(value(row) ?? 0))
    .curve(curveLinear)
    .context(context)(rows as Row[]);
  context.stroke();
  context.setLineDash([]);
}

export function drawArea(
  { context, across }: Stage,
  rows: readonly Row[],
  low: (row: Row) => number,
  high: (row: Row) => number,
  up: Height,
  colour: string,
): void {
  context.fillStyle = colour;
  context.beginPath();
  area<Row>()
    .x((row) => across(row.day))
    .y0((row) => up(low(row)))
    .y1((row) => up(high(row)))
    .context(context)(rows as Row[]);
  context.fill();
}

export function drawDot({ context, across }: Stage, day: number, y: number, colour: string): void {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(across(day), y, 2.6, 0, 2 * Math.PI);
  context.fill();
}
