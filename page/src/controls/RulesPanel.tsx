import { useState } from "preact/hooks";
import { fill, plural, whole, words } from "../base/words";
import * as state from "../session/state";
import type { Control } from "../session/types";
import { ControlRow } from "./ControlRow";
import { Presets } from "./Presets";
import { Tray } from "./Tray";
import { cut, searched } from "./wishes";
import "./controls.css";

const MOST = 60;

/** Every rule of the city that can move, by heading; what is moved is collected below. */
export function RulesPanel() {
  const [text, setText] = useState("");
  const city = state.city.value;
  if (!city) return null;
  const own = words.city.controls;
  const found = searched(city.controls, text);
  const groups = [...new Set(found.map((control) => control.group))];
  return (
    <div class="rules">
      <div class="rules-scroll">
        <p class="rules-lead">{own.lead}</p>
        <Presets city={city} />
        <search class="rules-search">
          <label>
            <span class="hidden">{own.search}</span>
            <input type="search" placeholder={fill(own.searchHint, { n: whole(city.controls.length) })} value={text} onInput={(event) => setText(event.currentTarget.value)} />
          </label>
        </search>
        {text !== "" && <p class="muted" role="status">{plural(own.found, found.length)}</p>}
        {groups.map((group) => (
          <Group
            key={group}
            name={group}
            controls={found.filter((control) => control.group === group)}
            isSearching={text !== ""}
          />
        ))}
        {city.controls.length === 0 && <p class="muted">{own.nothing}</p>}
      </div>
      <Tray city={city} />
    </div>
  );
}

function Group({ name, controls, isSearching }: { name: string; controls: readonly Control[]; isSearching: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const [isAll, setAll] = useState(false);
  const shows = isOpen || isSearching;
  const own = words.city.controls;
  const wanted = controls.filter((control) => state.wanted.value.has(control.path)).length;
  const listed = isAll ? controls : controls.slice(0, MOST);
  const tables = [...new Set(listed.map((control) => tableOf(control)))];
  return (
    <section class="control-group">
      <h3>
        <button type="button" aria-expanded={shows} onClick={() => setOpen(!shows)}>
          <span class="turn" aria-hidden="true" />
          {name}
          {wanted > 0 && <em>{plural(own.changes, wanted)}</em>}
          <small>{whole(controls.length)}</small>
        </button>
      </h3>
      {shows &&
        tables.map((table) => {
          const rows = listed.filter((control) => tableOf(control) === table);
          return (
            <div class="control-table" key={table}>
              {table && <h4>{table}</h4>}
              {rows.map((control) => <ControlRow key={`${control.path} ${control.kind}`} control={control} isWhole={!table} />)}
            </div>
          );
        })}
      {shows && controls.length > MOST && !isAll && (
        <button type="button" class="button small" onClick={() => setAll(true)}>
          {fill(own.all, { n: whole(controls.length) })}
        </button>
      )}
    </section>
  );
}

function tableOf(control: Control): string {
  return control.kind === "drop" ? control.label : cut(control.label).of;
}
