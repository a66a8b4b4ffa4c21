/** What a screen reader is told: sparingly, one sentence at a time. */
import { signal } from "@preact/signals";

const polite = signal("");
const urgent = signal("");

export function announce(sentence: string, isUrgent = false): void {
  const region = isUrgent ? urgent : polite;
  // The same sentence twice is read twice only if the text changes in between.
  region.value = region.value === sentence ? `${sentence}\u00a0` : sentence;
}

export function LiveRegion() {
  return (
    <div class="hidden">
      <div role="status" aria-live="polite">{polite.value}</div>
      <div role="alert" aria-live="assertive">{urgent.value}</div>
    </div>
  );
}
