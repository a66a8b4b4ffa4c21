import { useEffect } from "preact/hooks";
import { narrow } from "../base/ground";
import { words } from "../base/words";
import { CityMap } from "../city/CityMap";
import { Plate } from "../city/Plate";
import { pause } from "../session/player";
import * as state from "../session/state";
import { KeysDialog } from "./KeysDialog";
import { Notices } from "./Notices";
import { OpenDialog } from "./OpenDialog";
import { Panel } from "./Panel";
import { listenToKeys } from "./shortcuts";
import { TopBar } from "./TopBar";
import { Transport } from "./Transport";
import "./frame.css";

/** The page of the living city. */
export function CityPage() {
  useEffect(() => {
    const ending = listenToKeys();
    return () => {
      ending();
      // Whoever goes to the tour finds the city as it was left.
      void pause();
    };
  }, []);
  const city = state.city.value;
  useEffect(() => {
    document.title = city ? `${city.title}: ${words.city.titleTail}` : words.city.pageTitle;
  }, [city]);
  return (
    <div class="city-page">
      <a class="skip" href="#sheet" onClick={(event) => {
        event.preventDefault();
        document.getElementById("sheet")?.focus();
      }}>{words.city.skip}</a>
      <TopBar />
      <main class={city ? "stage" : "stage empty"}>
        {!narrow.value && <Plate />}
        <CityMap />
        <Transport />
        <Panel />
      </main>
      <Notices />
      <OpenDialog />
      <KeysDialog />
    </div>
  );
}
