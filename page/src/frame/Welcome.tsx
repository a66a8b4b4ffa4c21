import { fill, whole, words } from "../base/words";
import * as state from "../session/state";
import { WelcomeCity } from "./WelcomeCity";
import "./welcome.css";

/** The first page: what this is, and two doors. */
export function Welcome() {
  const own = words.city.welcome;
  return (
    <main class="welcome">
      <WelcomeCity />
      <div class="welcome-words">
        <p><span class="synthetic">{words.city.synthetic}</span></p>
        <h1>{own.title}</h1>
        <p class="standfirst">{own.standfirst}</p>
        <div class="doors">
          <a class="door" href="#/tour">
            <b>{own.tour}</b>
            <span>{own.tourHelp}</span>
          </a>
          <a class="door" href="#/city">
            <b>{own.city}</b>
            <span>{fill(own.cityHelp, { citizens: whole(state.hello.value?.start.citizens ?? 100_000) })}</span>
          </a>
        </div>
        <p class="muted small-print">{own.smallPrint}</p>
      </div>
    </main>
  );
}
