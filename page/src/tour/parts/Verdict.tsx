/** What the reader guessed beside what the city did: two large numbers, a ruler, one sentence. */
import type { ComponentChildren } from "preact";
import { useGrowth } from "../motion";
import { range, rounded, verdict } from "../numbers";
import type { Interval } from "../types";
import { number, within, words } from "../words";
import { Heading } from "./Heading";
import { Ruler } from "./Ruler";

interface Properties {
  readonly guess: number;
  readonly answer: Interval;
  readonly highest: number;
  readonly unit: string;
  readonly children?: ComponentChildren;
}

export function Verdict({ guess, answer, highest, unit, children }: Properties) {
  const grown = useGrowth(true, 1400);
  const ends = range(answer, 0, highest);
  const judged = verdict(guess, ends, highest);
  return (
    <section class="verdict">
      <Heading>{words.verdict[judged]}</Heading>
      <dl class="pair">
        <div class="yours">
          <dt>{words.common.yourGuess}</dt>
          <dd>{number(guess)}</dd>
        </div>
        <div class="theirs">
          <dt>{words.common.thisCity}</dt>
          <dd>{number(rounded(answer.mean * grown))}</dd>
        </div>
      </dl>
      <Ruler guess={guess} answer={ends} highest={highest} grown={grown} />
      <p class="exactly">
        {within(answer, 0, highest)} {unit}
      </p>
      {children}
    </section>
  );
}
