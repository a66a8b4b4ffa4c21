import { useEffect, useState } from "preact/hooks";
import { briefDate, monthStarts } from "../base/dates";
import { Icon } from "../base/Icon";
import { fill, words } from "../base/words";
import { backTo, goToDay, step } from "../session/doing";
import { toggle } from "../session/player";
import * as state from "../session/state";
import { leafTo } from "../session/take";
import type { City } from "../session/types";

const SPEEDS = [1, 2, 5, 10, 20, 30, 60, 0];

/** Play, step and go to a day. */
export function Transport() {
  const city = state.city.value;
  const own = words.city.transport;
  const isPlaying = state.playing.value;
  const isBusy = state.busy.value !== null;
  const day = state.day.value;
  const isOver = city !== null && day >= city.days - 1;
  return (
    <section class="transport" aria-label={own.name}>
      <button type="button" class="button" disabled={!city || isBusy || day < 0} aria-label={own.restart} title={own.restart} onClick={() => void backTo(-1)}>
        <Icon name="start" />
      </button>
      <button type="button" class="button main play" disabled={!city || isOver || (isBusy && !isPlaying)} onClick={toggle}>
        <Icon name={isPlaying ? "pause" : "play"} />
        <span>{isPlaying ? own.pause : own.play}</span>
      </button>
      <button type="button" class="button" disabled={!city || isOver || isBusy} aria-label={own.step} title={own.step} onClick={() => void step(1)}>
        <Icon name="step" />
      </button>
      <label class="speed">
        <span class="hidden">{own.speed}</span>
        <select value={state.speed.value} onChange={(event) => (state.speed.value = Number(event.currentTarget.value))}>
          {SPEEDS.map((each) => (
            <option key={each} value={each}>{each === 0 ? own.fastest : fill(each === 1 ? own.aSecond : own.perSecond, { n: each })}</option>
          ))}
        </select>
      </label>
      {city && <DaySlider city={city} />}
    </section>
  );
}

function DaySlider({ city }: { city: City }) {
  const own = words.city.transport;
  const day = state.day.value;
  const [wanted, setWanted] = useState<number | null>(null);
  useEffect(() => setWanted(null), [day]);
  const shown = wanted ?? day;
  const last = city.days - 1;
  const share = (at: number): string => `${(100 * (at + 1)) / city.days}%`;
  const months = monthStarts(city.start_date, last);
  const every = Math.ceil(months.length / 12);
  const text = shown < 0 ? own.dawn : fill(own.at, { day: shown, date: briefDate(city.start_date, shown) });
  return (
    <div class="day-slider">
      <div class="track" aria-hidden="true">
        <i class="lived" style={{ width: share(day) }} />
        {wanted !== null && <i class="wanted" style={{ left: share(Math.min(day, wanted)), width: `${(100 * Math.abs(wanted - day)) / city.days}%` }} />}
        {months.map(({ day: start, label }, index) => (
          <span key={start} class={index % 2 ? "odd" : index % 4 ? "second-odd" : ""} style={{ left: share(start - 1) }}>{index % every === 0 ? label : ""}</span>
        ))}
      </div>
      <input
        type="range"
        min={-1}
        max={last}
        step={1}
        value={shown}
        aria-label={own.slider}
        aria-valuetext={text}
        onInput={(event) => {
          const to = Number(event.currentTarget.value);
          setWanted(to);
          if (!state.playing.peek()) leafTo(to);
        }}
        onBlur={() => {
          if (state.leafed.peek() !== null) leafTo(null);
        }}
        onChange={(event) => {
          void goToDay(Number(event.currentTarget.value)).then(() => {
            setWanted(null);
            if (state.leafed.peek() !== null) leafTo(null);
          });
        }}
      />
      <output class={wanted === null ? "" : "shown"} style={{ left: share(shown) }}>{text}</output>
    </div>
  );
}
