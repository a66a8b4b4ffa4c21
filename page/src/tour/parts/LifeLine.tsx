/** A year in points: one line or two, over the bands of the categories; where two differ, the gap is shaded. */
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { useGrowth } from "../motion";
import { number, words } from "../words";

interface Line {
  readonly points: readonly number[];
  readonly kind: "with" | "without";
  readonly name?: string;
}

interface Properties {
  readonly label: string;
  readonly categories: readonly string[];
  readonly lines: readonly Line[];
  readonly marks?: readonly { readonly day: number; readonly good: boolean }[];
  /** Up to which day the lines are drawn; to the end where there is none. */
  readonly until?: number;
}

const BOUNDS = [1050, 1000, 950, 900, 850];
const TOP = 16;
const FOOT = 34;
const LEFT = 56;
const RIGHT = 50;

export function LifeLine({ label, categories, lines, marks = [], until }: Properties) {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(640);
  const clip = useId();
  useEffect(() => {
    if (!frame.current) return;
    const sized = new ResizeObserver(([entry]) => entry && setWidth(Math.max(280, Math.round(entry.contentRect.width))));
    sized.observe(frame.current);
    return () => sized.disconnect();
  }, []);
  const height = Math.round(Math.min(460, Math.max(300, width * 0.58)));
  const days = Math.max(...lines.map((line) => line.points.length));
  const all = lines.flatMap((line) => line.points);
  const lowest = Math.min(840, ...all) - 12;
  const highest = Math.max(1010, ...all) + 14;
  const x = (day: number) => LEFT + (day / Math.max(1, days - 1)) * (width - LEFT - RIGHT);
  const y = (points: number) => TOP + ((highest - points) / (highest - lowest)) * (height - TOP - FOOT);
  const grown = useGrowth(until === undefined, 2200, lines.length);
  const drawn = until === undefined ? grown * (days - 1) : until;
  const bands = bandsOf(lowest, highest);
  const [first, second] = lines;
  return (
    <div class="year-line" ref={frame}>
      <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={label}>
        <clipPath id={clip}>
          <rect x="0" y="0" width={x(drawn) + 1} height={height} />
        </clipPath>
        {bands.map(({ category, from, to }) => (
          <g key={category}>
            <rect class={`band-${category}`} x={LEFT} width={width - LEFT - RIGHT} y={y(to)} height={Math.max(0, y(from) - y(to))} />
            {y(from) - y(to) > 15 && (
              <text class="band-name" x={width - RIGHT + 8} y={(y(from) + y(to)) / 2 + 5}>{categories[category]}</text>
            )}
          </g>
        ))}
        {[...BOUNDS.filter((bound) => bound > lowest && bound < highest)].map((bound) => (
          <g key={bound}>
            <line class="bound" x1={LEFT} x2={width - RIGHT} y1={y(bound)} y2={y(bound)} />
            <text class="tick" x={LEFT - 8} y={y(bound) + 4.5} text-anchor="end">{number(bound)}</text>
          </g>
        ))}
        {(width < 460 ? [0, 182, 364] : [0, 91, 182, 273, 364]).filter((day) => day < days).map((day) => (
          <text key={day} class="tick" x={x(day)} y={height - 10} text-anchor={day === 0 ? "start" : day > days - 5 ? "end" : "middle"}>
            {day === 0 ? `${words.common.day} 1` : day + 1}
          </text>
        ))}
        <g clip-path={`url(#${clip})`}>
          {first && second && <path class="gap" d={between(first.points, second.points, x, y)} />}
          {[...lines].reverse().map((line) => (
            <path key={line.kind} class={`line line-${line.kind}`} d={steps(line.points, x, y)} />
          ))}
          {marks.map(({ day, good }, place) => (
            <circle key={place} class={good ? "dot-mark good" : "dot-mark bad"} cx={x(day)} cy={y(first?.points[day] ?? 0)} r="4.5" />
          ))}
        </g>
      </svg>
      {lines.length > 1 && (
        <ul class="key lines">
          {lines.map((line) => (
            <li key={line.kind}>
              <i class={`stroke line-${line.kind}`} aria-hidden="true" /> {line.name}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function bandsOf(lowest: number, highest: number): { category: number; from: number; to: number }[] {
  return [...BOUNDS, -Infinity]
    .map((bound, category) => ({
      category,
      from: Math.max(lowest, bound),
      to: Math.min(highest, BOUNDS[category - 1] ?? Infinity),
    }))
    .filter(({ from, to }) => to > from);
}

/** A score holds all day: the line goes in steps. */
function steps(points: readonly number[], x: (day: number) => number, y: (value: number) => number): string {
  return points.map((value, day) => (day === 0 ? `M${x(0)} ${y(value)}` : `H${x(day)}V${y(value)}`)).join("");
}

function between(
  one: readonly number[],
  other: readonly number[],
  x: (day: number) => number,
  y: (value: number) => number,
): string {
  const back = other
    .map((value, day) => ({ value, day }))
    .reverse()
    .map(({ value, day }, place) => (place === 0 ? `V${y(value)}` : `V${y(value)}H${x(day)}`));
  return `${steps(one, x, y)}${back.join("")}Z`;
}
