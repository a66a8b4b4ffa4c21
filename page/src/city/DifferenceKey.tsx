import { fill, plural, whole, words } from "../base/words";
import * as state from "../session/state";
import { differenceColours } from "./looks";
import { BETTER, SAME, WORSE } from "./palette";

/** How many stand better, worse and alike in the second world. */
export function DifferenceKey() {
  const own = words.city.worlds;
  void state.beat.value;
  const [first, second] = state.frame.values;
  const lens = state.lens.value;
  const counts = [0, 0, 0];
  if (second) {
    for (let citizen = 0; citizen < first.length; citizen++) {
      const one = first[citizen]!;
      const other = second[citizen]!;
      counts[one === other ? SAME : one === 255 || other < one ? BETTER : WORSE]!++;
    }
  }
  const names = lens?.name === "category" ? own.categorySteps : own.otherSteps;
  return (
    <div class="difference-key">
      <p>
        {plural(own.differ, state.differ.value)}
      </p>
      <ul>
        {([BETTER, WORSE, SAME] as const).map((step) => (
          <li key={step}>
            <i class="swatch" style={{ background: differenceColours.value[step] }} />
            {fill(names[step === BETTER ? "better" : step === WORSE ? "worse" : "same"], { n: whole(counts[step]!) })}
          </li>
        ))}
      </ul>
    </div>
  );
}
