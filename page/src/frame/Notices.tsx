import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Icon } from "../base/Icon";
import { fill, words } from "../base/words";
import { connection, stop } from "../session/socket";
import * as state from "../session/state";

/** A small word that goes away by itself. */
export const notice = signal("");

/** What must be said over everything else: work under way, a lost connection, one message. */
export function Notices() {
  const said = notice.value;
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => (notice.value = ""), 2600);
    return () => clearTimeout(timer);
  }, [said]);
  const problem = state.problem.value;
  const own = words.city;
  return (
    <div class="notices">
      {connection.value === "lost" && <p class="notice lost">{own.errors.reconnecting}</p>}
      {problem && (
        <div class="notice problem">
          <p>
            {problem.message}
            {problem.place && <small>{problem.place}</small>}
          </p>
          <button type="button" class="button quiet small" aria-label={own.close} onClick={() => (state.problem.value = null)}>
            <Icon name="close" />
          </button>
        </div>
      )}
      {said && <p class="notice">{said}</p>}
      <Work />
    </div>
  );
}

/** How far something is that takes more than a moment. */
function Work() {
  const busy = state.busy.value;
  if (!busy) return null;
  const own = words.city.doing;
  return (
    <div class="work" role="group" aria-label={own.name}>
      <p>
        {capital(busy.what)}
        {busy.of > 1 && <span>{fill(own.of, { done: busy.done, of: busy.of })}</span>}
      </p>
      <progress aria-label={busy.what} {...(busy.of > 0 ? { value: busy.done, max: busy.of } : {})} />
      {busy.stoppable && (
        <button type="button" class="button small" onClick={stop}>{own.stop}</button>
      )}
    </div>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
