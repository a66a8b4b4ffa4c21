/** The city from above: one dot for everybody, at home, in the colour of what is shown. */
import { useEffect, useRef } from "preact/hooks";
import { isStill } from "../motion";
import { placeOf, sizeOf } from "../numbers";
import type { Grid } from "../types";

interface Properties {
  readonly grid: Grid;
  /** One value per citizen: the place of a colour. */
  readonly values: Uint8Array;
  /** Names of tokens, such as `category-0`. */
  readonly colours: readonly string[];
  /** How large a dot is, by value: 1 is as large as a home allows. */
  readonly sizes?: readonly number[];
  /** Somebody around whom a ring is drawn. */
  readonly ringed?: number;
  /** What a screen reader says. */
  readonly label: string;
}

const FADE = 260;
/** Room around the homes, from the middle of the outermost, in homes. */
const EDGE = 1.2;
type Rgb = readonly [number, number, number];

export function DotCity({ grid, values, colours, sizes, ringed, label }: Properties) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const before = useRef<Uint8Array | null>(null);
  const { width, height } = sizeOf(grid);
  useEffect(() => {
    const element = canvas.current;
    const brush = element?.getContext("2d");
    if (!element || !brush) return;
    const old = before.current?.length === values.length ? before.current : values;
    before.current = values;
    let frame = 0;
    let began = 0;
    let palette = colours.map((name) => tokenRgb(element, name));
    let ink = tokenText(element, "ink");
    const draw = (part: number) => {
      const ratio = Math.min(3, devicePixelRatio || 1);
      const wide = element.clientWidth;
      const cell = wide / (width + 2 * EDGE - 1);
      element.width = Math.round(wide * ratio);
      element.height = Math.round(cell * (height + 2 * EDGE - 1) * ratio);
      brush.setTransform(ratio, 0, 0, ratio, 0, 0);
      for (let citizen = 0; citizen < values.length; citizen++) {
        const then = old[citizen] ?? 0;
        const now = values[citizen] ?? 0;
        const { x, y } = placeOf(citizen, grid);
        const size = mix(sizes?.[then] ?? 1, sizes?.[now] ?? 1, part);
        brush.fillStyle = then === now ? css(palette[now]) : css(between(palette[then], palette[now], part));
        brush.beginPath();
        brush.arc((x + EDGE) * cell, (y + EDGE) * cell, cell * 0.43 * size, 0, 2 * Math.PI);
        brush.fill();
      }
      if (ringed !== undefined) {
        const { x, y } = placeOf(ringed, grid);
        brush.strokeStyle = ink;
        brush.lineWidth = Math.max(1.5, cell * 0.2);
        brush.beginPath();
        brush.arc((x + EDGE) * cell, (y + EDGE) * cell, Math.max(cell * 1.05, 5), 0, 2 * Math.PI);
        brush.stroke();
      }
    };
    const step = (now: number) => {
      began ||= now;
      const part = Math.min(1, (now - began) / FADE);
      draw(part);
      if (part < 1) frame = requestAnimationFrame(step);
    };
    if (old === values || isStill()) draw(1);
    else frame = requestAnimationFrame(step);
    const redraw = () => {
      palette = colours.map((name) => tokenRgb(element, name));
      ink = tokenText(element, "ink");
      draw(1);
    };
    const sized = new ResizeObserver(() => draw(1));
    sized.observe(element);
    const ground = new MutationObserver(redraw);
    ground.observe(document.documentElement, { attributeFilter: ["data-ground"] });
    return () => {
      cancelAnimationFrame(frame);
      sized.disconnect();
      ground.disconnect();
    };
  }, [values, colours, sizes, ringed, grid, width, height]);
  return <canvas ref={canvas} class="dot-city" style={{ aspectRatio: `${width + 2 * EDGE - 1} / ${height + 2 * EDGE - 1}` }} role="img" aria-label={label} />;
}

function tokenText(element: Element, name: string): string {
  return getComputedStyle(element).getPropertyValue(`--${name}`).trim();
}

function tokenRgb(element: Element, name: string): Rgb {
  const text = tokenText(element, name).replace("#", "");
  const channel = (start: number) => parseInt(text.slice(start, start + 2), 16) || 0;
  return [channel(0), channel(2), channel(4)];
}

function between(one: Rgb = [0, 0, 0], other: Rgb = [0, 0, 0], part: number): Rgb {
  return [mix(one[0], other[0], part), mix(one[1], other[1], part), mix(one[2], other[2], part)];
}

function css([red, green, blue]: Rgb = [0, 0, 0]): string {
  return `rgb(${Math.round(red)} ${Math.round(green)} ${Math.round(blue)})`;
}

function mix(from: number, to: number, part: number): number {
  return from + (to - from) * part;
}
