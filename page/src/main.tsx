// The base comes first, so that every sheet of its own may differ from it.
import "./base/base.css";
import { render } from "preact";
import { App } from "./frame/App";
import { start } from "./session/start";

const root = document.getElementById("page");
if (root) {
  start();
  render(<App />, root);
}
