/** A recorded run as a file of its own: the page of the city, without what needs an engine. */
import "../base/base.css";
import { render } from "preact";
import { LiveRegion } from "../base/live";
import { CityPage } from "../frame/CityPage";
import { start } from "../session/start";

const root = document.getElementById("page");
if (root) {
  if (!location.hash.startsWith("#/city")) location.hash = "#/city";
  start();
  render(
    <>
      <CityPage />
      <LiveRegion />
    </>,
    root,
  );
}
