import { short, words } from "../base/words";
import * as state from "../session/state";
import type { Citizen, Line, WhatIf } from "../session/types";
import { categoryName } from "./colours";

/** What would have been without one filing, beside what was. */
export function Without({ life, line, twin }: { life: Citizen; line: Line; twin: WhatIf }) {
  const own = words.city.citizen;
  const was = line.total.at(-1) ?? life.start;
  const would = twin.line.total.at(-1) ?? life.start;
  return (
    <aside class="without" aria-label={own.withoutName}>
      <h3>{own.withoutName}</h3>
      <p class="sentence">{twin.sentence}</p>
      {!twin.same && (
        <dl>
          <div>
            <dt>{own.itIs}</dt>
            <dd>{short(was)} <small>{categoryName(line.category.at(-1) ?? -1)}</small></dd>
          </div>
          <div class="second">
            <dt>{own.itWould}</dt>
            <dd>{short(would)} <small>{categoryName(twin.line.category.at(-1) ?? -1)}</small></dd>
          </div>
        </dl>
      )}
      <button type="button" class="button small" onClick={() => (state.whatIf.value = null)}>{own.withoutClose}</button>
    </aside>
  );
}
