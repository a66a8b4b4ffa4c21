import { useState } from "preact/hooks";
import { Dialog } from "../base/Dialog";
import { fill, whole, words } from "../base/words";
import { openCity } from "../session/doing";
import * as state from "../session/state";

const SIZES = [1_000, 10_000, 100_000, 250_000, 1_000_000];

/** Which city, how many people, which seeds. */
export function OpenDialog() {
  const isOpen = state.dialog.value === "open";
  return (
    <Dialog title={words.city.open.title} isOpen={isOpen} onClose={() => (state.dialog.value = null)} wide>
      <OpenForm />
    </Dialog>
  );
}

function OpenForm() {
  const own = words.city.open;
  const hello = state.hello.value;
  const city = state.city.value;
  const [scenario, setScenario] = useState(city?.scenario ?? hello?.start.scenario ?? "");
  const [citizens, setCitizens] = useState(city?.citizens ?? hello?.start.citizens ?? 100_000);
  const [seed, setSeed] = useState(String(city?.seed ?? hello?.start.seed ?? 1));
  const [life, setLife] = useState("");
  if (!hello) return <p>{own.waiting}</p>;
  const most = hello.most_citizens;
  const sizes = SIZES.filter((each) => each <= most);
  const submit = (event: Event): void => {
    event.preventDefault();
    state.dialog.value = null;
    void openCity({ scenario, citizens, seed, life: life === "" ? null : life, changes: [] });
  };
  return (
    <form class="open-form" onSubmit={submit}>
      <fieldset class="scenarios">
        <legend class="kicker">{own.scenario}</legend>
        {hello.scenarios.map((each) => (
          <label key={each.name} class={each.name === scenario ? "chosen" : ""}>
            <input type="radio" name="scenario" value={each.name} checked={each.name === scenario} autoFocus={each.name === scenario} onChange={() => setScenario(each.name)} />
            <span>
              <b>{each.title}</b>
              <span>{firstSentences(each.summary)}</span>
              <small>{fill(own.scenarioSize, { days: each.days })}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <div class="open-rest">
        <fieldset>
          <legend class="kicker">{own.citizens}</legend>
          <div class="segments">
            {sizes.map((each) => (
              <button key={each} type="button" class="button small" aria-pressed={citizens === each} onClick={() => setCitizens(each)}>
                {whole(each)}
              </button>
            ))}
          </div>
          <label class="inline">
            <span>{own.exactly}</span>
            <input type="number" min={100} max={most} step={1} required value={citizens} onInput={(event) => setCitizens(Number(event.currentTarget.value))} />
          </label>
          <p class="muted">{own.citizensHelp}</p>
        </fieldset>
        <fieldset>
          <legend class="kicker">{own.seeds}</legend>
          <label class="inline">
            <span>{own.seed}</span>
            <input type="text" inputMode="numeric" pattern="[0-9]{1,20}" required value={seed} onInput={(event) => setSeed(event.currentTarget.value)} />
          </label>
          <label class="inline">
            <span>{own.life}</span>
            <input type="text" inputMode="numeric" pattern="[0-9]{0,20}" placeholder={own.lifeFromSeed} value={life} onInput={(event) => setLife(event.currentTarget.value)} />
          </label>
          <p class="muted">{own.seedsHelp}</p>
        </fieldset>
        <p class="open-doing">
          <button type="submit" class="button main" disabled={!scenario || state.busy.value !== null}>{own.found}</button>
          <button type="button" class="button" onClick={() => (state.dialog.value = null)}>{own.cancel}</button>
        </p>
      </div>
    </form>
  );
}

function firstSentences(text: string): string {
  return text.match(/^.{40,}?[.!?](?=\s|$)/)?.[0] ?? text;
}
