/** A guess and the answer on one ruler: a flag for the reader, a dot with its interval for the city. */
import type { Range } from "../numbers";
import { fill, number, words } from "../words";

interface Properties {
  readonly guess: number;
  readonly answer: Range;
  readonly highest: number;
  readonly grown: number;
}

export function Ruler({ guess, answer, highest, grown }: Properties) {
  const at = (value: number) => 14 + (Math.min(value, highest) / highest) * 572;
  const middle = at(answer.mean * grown);
  const label = fill(words.common.rulerLabel, { guess: number(guess), answer: number(Math.round(answer.mean)) });
  return (
    <svg class="ruler" viewBox="0 0 600 74" role="img" aria-label={label}>
      <line class="rule" x1="14" x2="586" y1="46" y2="46" />
      {[0, 0.25, 0.5, 0.75, 1].map((part) => (
        <g key={part}>
          <line class="rule" x1={at(part * highest)} x2={at(part * highest)} y1="46" y2="53" />
          <text class="tick" x={at(part * highest)} y="69">{number(Math.round(part * highest))}</text>
        </g>
      ))}
      <line class="between" x1={at(guess)} x2={middle} y1="46" y2="46" />
      <path class="flag" d={`M${at(guess)} 46V12l17 7-17 7`} />
      {grown === 1 && answer.high > answer.low && (
        <rect class="band" x={at(answer.low)} width={Math.max(1, at(answer.high) - at(answer.low))} y="40" height="12" />
      )}
      <circle class="truth" cx={middle} cy="46" r="8.5" />
    </svg>
  );
}
