import { useRef } from "preact/hooks";
import { narrow } from "../base/ground";
import { words } from "../base/words";
import { DaysPanel } from "../charts/DaysPanel";
import { CitizenPanel } from "../citizen/CitizenPanel";
import { Plate } from "../city/Plate";
import { RulesPanel } from "../controls/RulesPanel";
import * as state from "../session/state";
import type { Tab } from "../session/state";

/** The right half of the page, or on a telephone what lies below the map: one of a few sheets. */
export function Panel() {
  const own = words.city.panel;
  const list = useRef<HTMLDivElement>(null);
  const rules: Tab[] = state.city.value?.recorded ? [] : ["rules"];
  const tabs: Tab[] = narrow.value ? ["plate", "days", "citizen", ...rules] : ["days", "citizen", ...rules];
  const chosen = tabs.includes(state.tab.value) ? state.tab.value : "days";
  const wanted = state.wanted.value.size;
  const choose = (tab: Tab): void => {
    state.tab.value = tab;
    list.current?.querySelector<HTMLElement>(`#tab-${tab}`)?.focus();
  };
  return (
    <section class="panel" aria-label={own.name}>
      <div
        ref={list}
        class="tabs"
        role="tablist"
        aria-label={own.name}
        onKeyDown={(event) => {
          const at = tabs.indexOf(chosen);
          if (event.key === "ArrowRight") choose(tabs[(at + 1) % tabs.length]!);
          else if (event.key === "ArrowLeft") choose(tabs[(at + tabs.length - 1) % tabs.length]!);
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        {tabs.map((tab) => (
          <button
            key={tab}
            id={`tab-${tab}`}
            type="button"
            role="tab"
            aria-selected={tab === chosen}
            aria-controls="sheet"
            tabIndex={tab === chosen ? 0 : -1}
            onClick={() => (state.tab.value = tab)}
          >
            {own.tabs[tab]}
            {tab === "rules" && wanted > 0 && <em>{wanted}</em>}
          </button>
        ))}
      </div>
      <div class="sheet" id="sheet" role="tabpanel" aria-labelledby={`tab-${chosen}`} tabIndex={-1}>
        <h2 class="hidden">{own.tabs[chosen]}</h2>
        {chosen === "plate" && <Plate />}
        {chosen === "days" && <DaysPanel />}
        {chosen === "citizen" && <CitizenPanel />}
        {chosen === "rules" && <RulesPanel />}
      </div>
    </section>
  );
}
