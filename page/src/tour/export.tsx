/** The tour as a file of its own: every answer is in the file, and nothing is asked of any machine. */
import { render } from "preact";
import "../base/base.css";
import { Book } from "./Book";
import { embedded, type All } from "./source";

const dark = matchMedia("(prefers-color-scheme: dark)");

function followGround(): void {
  document.documentElement.dataset["ground"] = dark.matches ? "dark" : "light";
}

function begin(): void {
  const page = document.getElementById("page");
  const outcomes = document.getElementById("data")?.textContent;
  if (!page || !outcomes) return;
  followGround();
  dark.addEventListener("change", followGround);
  render(<Book source={embedded(JSON.parse(outcomes) as All)} />, page);
}

begin();
