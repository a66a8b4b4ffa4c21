import { Icon } from "../base/Icon";
import { ground, groundChoice } from "../base/ground";
import { fill, whole, words } from "../base/words";
import * as state from "../session/state";
import { copyLink } from "./copy_link";
import { ExportMenu } from "./ExportMenu";

/** The head of the page: what it is, which city, and what can be taken from it. */
export function TopBar() {
  const own = words.city.bar;
  const city = state.city.value;
  const isRecorded = city?.recorded === true;
  return (
    <header class="top">
      <a class="mark" href={isRecorded ? "#/city" : "#/"} aria-label={own.home}>{words.city.name}</a>
      <span class="synthetic" title={city?.synthetic ?? own.synthetic}>{words.city.synthetic}</span>
      <h1 class="top-title">
        <button type="button" disabled={isRecorded} onClick={() => (state.dialog.value = "open")} title={isRecorded ? undefined : own.open}>
          <span>{city?.title ?? own.noCity}</span>
          {city && <small>{fill(own.which, { citizens: whole(city.citizens), seed: String(city.seed) })}</small>}
          {!isRecorded && <span class="hidden">{own.open}</span>}
          {!isRecorded && <Icon name="more" size={13} />}
        </button>
      </h1>
      <nav class="top-doing" aria-label={own.doing}>
        {!isRecorded && <a class="button quiet small tour-link" href="#/tour">{own.tour}</a>}
        <button type="button" class="button quiet small copy-link" disabled={!city} onClick={() => void copyLink()} title={own.link}>
          <Icon name="link" /><span class="wide-only">{own.link}</span>
        </button>
        <ExportMenu />
        <button
          type="button"
          class="button quiet small"
          aria-label={ground.value === "dark" ? own.light : own.dark}
          title={ground.value === "dark" ? own.light : own.dark}
          onClick={() => (groundChoice.value = ground.value === "dark" ? "light" : "dark")}
        >
          <Icon name={ground.value === "dark" ? "light" : "dark"} />
        </button>
        <button type="button" class="button quiet small wide-only" aria-label={own.keys} title={own.keys} onClick={() => (state.dialog.value = "keys")}>
          <Icon name="help" />
        </button>
      </nav>
    </header>
  );
}
