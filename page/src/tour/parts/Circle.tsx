/** Somebody in the middle, the friends on file around them; the nearer one is to the start, the thinner the tie. */
import type { Person } from "../types";
import { number, words } from "../words";

interface Properties {
  readonly person: Person;
  readonly categories: readonly string[];
  readonly label: string;
}

const SIDE = 530;
const MIDDLE = SIDE / 2;
const AROUND = 198;

export function Circle({ person, categories, label }: Properties) {
  const friends = person.contacts;
  const text = words.chapters.friends;
  return (
    <svg class="circle" viewBox={`0 0 ${SIDE} ${SIDE - 40}`} role="img" aria-label={label}>
      <g transform="translate(0 -20)">
        {friends.map(([points], place) => {
          const { x, y } = at(place, friends.length);
          const pull = Math.min(1, Math.abs(points - 1000) / 150);
          return <line key={place} class={points < 1000 ? "pull down" : "pull up"} x1={MIDDLE} y1={MIDDLE} x2={x} y2={y} stroke-width={1 + pull * 9} />;
        })}
        {friends.map(([points, category], place) => {
          const { x, y } = at(place, friends.length);
          const size = friends.length > 14 ? 22 : 31;
          return (
            <g key={place}>
              <circle class={`fill-${category}`} cx={x} cy={y} r={size} />
              <text class={`in-${category}`} x={x} y={y + 5}>{categories[category]}</text>
              {friends.length <= 14 && <text class="tick" x={x} y={y + (y < MIDDLE ? -size - 8 : size + 19)}>{number(Math.round(points))}</text>}
            </g>
          );
        })}
        <circle class="halo" cx={MIDDLE} cy={MIDDLE} r="101" />
        <path class={`fill-${person.own_category}`} d={half(94, false)} />
        <path class={`fill-${person.category} now`} d={half(94, true)} />
        <text class={`large in-${person.own_category}`} x={MIDDLE - 44} y={MIDDLE + 8}>{categories[person.own_category]}</text>
        <text class={`small in-${person.own_category}`} x={MIDDLE - 44} y={MIDDLE + 32}>{number(Math.round(person.own))}</text>
        <text class={`large in-${person.category}`} x={MIDDLE + 44} y={MIDDLE + 8}>{categories[person.category]}</text>
        <text class={`small in-${person.category}`} x={MIDDLE + 44} y={MIDDLE + 32}>{number(Math.round(person.total))}</text>
        <text class={`tiny in-${person.own_category}`} x={MIDDLE - 41} y={MIDDLE - 34}>{text.own}</text>
        <text class={`tiny in-${person.category}`} x={MIDDLE + 41} y={MIDDLE - 34}>{text.with}</text>
      </g>
    </svg>
  );
}

function at(place: number, number: number): { x: number; y: number } {
  // Nobody stands right above the middle, where the two names are.
  const turn = ((place + 0.5) / number) * 2 * Math.PI - Math.PI / 2;
  return { x: MIDDLE + AROUND * Math.cos(turn), y: MIDDLE + AROUND * Math.sin(turn) };
}

function half(radius: number, isRight: boolean): string {
  const edge = isRight ? 2 : -2;
  return `M${MIDDLE + edge} ${MIDDLE - radius}A${radius} ${radius} 0 0 ${isRight ? 1 : 0} ${MIDDLE + edge} ${MIDDLE + radius}Z`;
}
