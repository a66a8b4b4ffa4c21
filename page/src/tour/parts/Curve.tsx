/** A chart to draw in: first the reader's curve, then the city's beside it, with its interval. */
import { useEffect, useRef, useState } from "preact/hooks";
import { useGrowth } from "../motion";
import type { Range } from "../numbers";
import { words } from "../words";

interface Properties {
  readonly label: string;
  /** What stands under each point. */
  readonly stops: readonly string[];
  readonly axis: string;
  readonly highest: number;
  readonly yours: readonly (number | null)[];
  /** Absent until it may be seen. */
  readonly theirs?: readonly Range[];
  readonly onDraw?: (stop: number, value: number) => void;
  /** A stop that is looked at. */
  readonly at?: number;
}

const TOP = 20;
const FOOT = 58;
const LEFT = 46;
const RIGHT = 84;

export function Curve({ label, stops, axis, highest, yours, theirs, onDraw, at }: Properties) {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(640);
  const isDrawing = useRef(false);
  useEffect(() => {
    if (!frame.current) return;
    const sized = new ResizeObserver(([entry]) => entry && setWidth(Math.max(270, Math.round(entry.contentRect.width))));
    sized.observe(frame.current);
    return () => sized.disconnect();
  }, []);
  const height = Math.round(Math.min(480, Math.max(320, width * 0.66)));
  const last = stops.length - 1;
  const x = (stop: number) => LEFT + (stop / last) * (width - LEFT - RIGHT);
  const y = (value: number) => TOP + (1 - value / highest) * (height - TOP - FOOT);
  const grown = useGrowth(theirs !== undefined, 2000);
  const draw = (event: PointerEvent) => {
    const box = (event.currentTarget as SVGSVGElement).getBoundingClientRect();
    const stop = Math.round(((event.clientX - box.left - LEFT) / (width - LEFT - RIGHT)) * last);
    const value = Math.round((1 - (event.clientY - box.top - TOP) / (height - TOP - FOOT)) * highest);
    if (stop >= 1 && stop <= last) onDraw?.(stop, Math.max(0, Math.min(highest, value)));
  };
  const drawn = yours.map((value, stop) => (value === null ? null : { x: x(stop), y: y(value) })).filter((one) => one !== null);
  const path = (points: readonly { x: number; y: number }[]) =>
    points.map((point, place) => `${place ? "L" : "M"}${point.x.toFixed(1)} ${point.y.toFixed(1)}`).join("");
  const reach = LEFT + grown * (width - LEFT - RIGHT) + 10;
  return (
    <div class={onDraw ? "curve drawable" : "curve"} ref={frame}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        role="img"
        aria-label={label}
        onPointerDown={(event) => {
          if (!onDraw) return;
          isDrawing.current = true;
          event.currentTarget.setPointerCapture(event.pointerId);
          draw(event);
        }}
        onPointerMove={(event) => isDrawing.current && draw(event)}
        onPointerUp={() => (isDrawing.current = false)}
        onPointerCancel={() => (isDrawing.current = false)}
      >
        {[0, 25, 50, 75, 100].map((value) => (
          <g key={value}>
            <line class="bound" x1={LEFT} x2={width - RIGHT} y1={y(value)} y2={y(value)} />
            <text class="tick" x={LEFT - 10} y={y(value) + 5} text-anchor="end">{value}</text>
          </g>
        ))}
        {stops.map((stop, place) => (
          <g key={stop}>
            <line class={place === at ? "bound at" : "bound thin"} x1={x(place)} x2={x(place)} y1={TOP} y2={height - FOOT} />
            <text class={place === at ? "tick strong" : "tick"} x={x(place)} y={height - FOOT + 22} text-anchor="middle">{stop}</text>
          </g>
        ))}
        <text class="axis" x={(LEFT + width - RIGHT) / 2} y={height - 8} text-anchor="middle">{axis}</text>
        {onDraw && yours.map((value, stop) => stop > 0 && value === null && (
          <circle key={stop} class="wanted" cx={x(stop)} cy={y(50)} r="11" />
        ))}
        <path class="yours" d={path(drawn)} />
        {drawn.map((point, place) => <circle key={place} class="yours-dot" cx={point.x} cy={point.y} r={place === 0 ? 5 : 7} />)}
        {theirs && (
          <>
            <clipPath id="curve-reach">
              <rect x="0" y="0" width={reach} height={height} />
            </clipPath>
            <g clip-path="url(#curve-reach)">
              <path
                class="interval"
                d={`${path(theirs.map((one, stop) => ({ x: x(stop), y: y(one.high) })))}${theirs
                  .map((one, stop) => `L${x(stop)} ${y(one.low)}`)
                  .reverse()
                  .join("")}Z`}
              />
              <path class="theirs" d={path(theirs.map((one, stop) => ({ x: x(stop), y: y(one.mean) })))} />
              {theirs.map((one, stop) => <circle key={stop} class="theirs-dot" cx={x(stop)} cy={y(one.mean)} r={stop === at ? 8.5 : 6} />)}
            </g>
            {grown === 1 && <Names width={width} yours={drawn.at(-1)?.y} theirs={y(theirs.at(-1)?.mean ?? 0)} />}
          </>
        )}
      </svg>
    </div>
  );
}

/** What each curve is, at its end; moved apart where they end close to each other. */
function Names({ width, yours, theirs }: { width: number; yours: number | undefined; theirs: number }) {
  const text = words.chapters.friends;
  const mine = yours === undefined ? theirs - 30 : Math.abs(yours - theirs) < 18 ? theirs + (yours > theirs ? 18 : -18) : yours;
  return (
    <>
      <text class="name theirs-name" x={width - RIGHT + 12} y={theirs + 5}>{text.curveCity}</text>
      <text class="name yours-name" x={width - RIGHT + 12} y={mine + 5}>{text.curveYours}</text>
    </>
  );
}
