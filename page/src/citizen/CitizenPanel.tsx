import { useEffect, useState } from "preact/hooks";
import { Icon } from "../base/Icon";
import { fill, plural, short, whole, words } from "../base/words";
import { showHomeOf } from "../city/camera_state";
import { choose } from "../session/life";
import * as state from "../session/state";
import type { Citizen, City, Line } from "../session/types";
import { categoryColour, categoryName } from "./colours";
import { Events } from "./Events";
import { Finders } from "./Finders";
import { Friends } from "./Friends";
import { LifeLine } from "./LifeLine";
import { Without } from "./Without";
import "./citizen.css";

/** One life: who, how they stand, what came to it, whom they know, and what if. */
export function CitizenPanel() {
  const city = state.city.value;
  const number = state.selected.value;
  const life = state.citizen.value;
  if (!city) return null;
  return (
    <div class="citizen">
      <Finders city={city} />
      {number === null ? (
        <p class="citizen-empty">{words.city.citizen.choose}</p>
      ) : state.day.value < 0 ? (
        <p class="citizen-empty">{fill(words.city.citizen.notYet, { number: whole(number) })}</p>
      ) : life?.line ? (
        <Life key={life.citizen} city={city} life={life} line={life.line} />
      ) : (
        <p class="citizen-empty" aria-busy="true">{fill(words.city.citizen.loading, { number: whole(number) })}</p>
      )}
    </div>
  );
}

/** Who somebody is: what the level is of, said small, and the level. */
function Who({ life }: { life: Citizen }) {
  return (
    <dl class="who">
      {life.who.map((each) => (
        <div key={each.label}>
          <dt>{each.label}</dt>
          <dd>{each.level}</dd>
        </div>
      ))}
    </dl>
  );
}

function Life({ city, life, line }: { city: City; life: Citizen; line: Line }) {
  const own = words.city.citizen;
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const [openDay, setOpenDay] = useState<number | null>(null);
  const twin = state.whatIf.value;
  const twinTotal = state.whatIfSoFar.value ?? twin?.line.total ?? null;
  const such = state.such.value;
  const isOld = state.playing.value || life.day !== state.day.value;
  const category = line.category.at(-1) ?? -1;
  const total = line.total.at(-1) ?? life.start;
  useEffect(() => {
    setOpen(new Set());
    setOpenDay(null);
  }, [life.world]);
  const toggle = (index: number): void => {
    const next = new Set(open);
    if (!next.delete(index)) next.add(index);
    setOpen(next);
    setOpenDay(next.has(index) ? (life.events[index]?.day ?? null) : null);
  };
  return (
    <article class={isOld ? "old" : ""} aria-label={fill(own.number, { number: whole(life.citizen) })}>
      <header class="citizen-head">
        <h2>{fill(own.number, { number: whole(life.citizen) })}</h2>
        <p class="standing">
          <i class="swatch large" style={{ background: categoryColour(category) }} />
          <b>{categoryName(category)}</b>
          <span>{short(total)}</span>
        </p>
      </header>
      <Who life={life} />
      {state.worlds.value === 2 && (
        <div class="segments" role="group" aria-label={words.city.worlds.choose}>
          {([0, 1] as const).map((world) => (
            <button
              key={world}
              type="button"
              class="button small"
              aria-pressed={state.selectedWorld.value === world}
              onClick={() => (state.selectedWorld.value = world)}
            >
              {world ? words.city.worlds.secondName : words.city.worlds.firstName}
            </button>
          ))}
        </div>
      )}
      <p class="sentence">{life.sentence}</p>
      <p class="such">
        {such ? plural(own.such, such.number) : " "}
        {such?.rule && <span class="muted"> {such.rule}</span>}
      </p>
      <LifeLine
        city={city}
        life={life}
        line={line}
        twin={twinTotal}
        openDay={openDay}
        onOpen={(events, day) => {
          setOpen(new Set(events));
          setOpenDay(day);
        }}
      />
      <p class="life-key muted">
        <span><i class="key-line" />{own.keyTotal}</span>
        {line.influence && <span><i class="key-line own" />{own.keyOwn}</span>}
        <span><i class="key-wrong" />{own.keyWrong}</span>
        {twinTotal && <span class="second"><i class="key-line twin" />{own.keyTwin}</span>}
      </p>
      {twin && <Without life={life} line={line} twin={twin} />}
      <p class="citizen-doing">
        <button type="button" class="button small" onClick={() => showHomeOf(life.citizen)}>
          <Icon name="search" size={14} /> {own.onMap}
        </button>
        <button type="button" class="button small" onClick={() => choose(null)}>
          <Icon name="close" size={14} /> {own.leave}
        </button>
      </p>
      <Events city={city} citizen={life.citizen} events={life.events} open={open} onToggle={toggle} />
      <Friends life={life} />
      {life.notes.length > 0 && (
        <ul class="notes muted">
          {life.notes.map((note) => <li key={note}>{note}</li>)}
        </ul>
      )}
    </article>
  );
}
