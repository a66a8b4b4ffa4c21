/** The map as a picture to keep, with what it shows and the word SYNTHETIC burnt in. */
import { longDate } from "../base/dates";
import { token } from "../base/ground";
import { fill, whole, words } from "../base/words";
import { save } from "../frame/save";
import * as state from "../session/state";
import { fit } from "./camera";
import * as looks from "./looks";
import { Painter } from "./painter";

const WIDTH = 1600;
const HEAD = 150;
const FOOT = 130;
const MARGIN = 56;

export async function savePicture(): Promise<void> {
  const city = state.city.peek();
  const places = state.places.peek();
  const lens = state.lens.peek();
  if (!city || !places || !lens) return;
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = WIDTH - 2 * MARGIN + HEAD + FOOT;
  const context = canvas.getContext("2d");
  if (!context) return;
  const rectangle = { left: MARGIN, top: HEAD, width: WIDTH - 2 * MARGIN, height: WIDTH - 2 * MARGIN };
  const ink = looks.ink.peek();
  const weights = looks.showsShares.peek() ? looks.weights.peek() : null;
  const sheet = { values: state.frame.values[0], palette: looks.palette.peek(), rectangle, weights };
  new Painter(places).paint(context, [sheet], fit(places.width, places.height, rectangle, 6), 1, ink);

  context.fillStyle = ink.ink;
  context.textBaseline = "alphabetic";
  context.font = `700 44px ${ink.serif}`;
  context.fillText(city.title, MARGIN, 84);
  context.font = `24px ${token("sans")}`;
  context.fillStyle = token("muted");
  const day = state.day.peek();
  const when = day < 0 ? words.city.plate.dawn : fill(words.city.exports.when, { day, date: longDate(city.start_date, day) });
  context.fillText(`${when} · ${fill(words.city.bar.which, { citizens: whole(city.citizens), seed: String(city.seed) })}`, MARGIN, 122);

  context.font = `700 26px ${token("sans")}`;
  const badge = words.city.synthetic;
  const wide = context.measureText(badge).width + 44;
  context.fillStyle = token("warn");
  context.fillRect(WIDTH - MARGIN - wide, 48, wide, 48);
  context.fillStyle = token("on-warn");
  context.fillText(badge, WIDTH - MARGIN - wide + 22, 82);

  const foot = HEAD + rectangle.height + 54;
  const colours = looks.palette.peek().colours;
  let left = MARGIN;
  context.font = `22px ${token("sans")}`;
  context.fillStyle = token("muted");
  context.fillText(lens.label, left, foot);
  left += context.measureText(lens.label).width + 28;
  for (const { value, label } of lens.legend) {
    context.fillStyle = colours[value] ?? ink.nothing;
    context.fillRect(left, foot - 19, 22, 22);
    context.fillStyle = ink.ink;
    context.fillText(label, left + 31, foot);
    left += 31 + context.measureText(label).width + 30;
    if (left > WIDTH - 200) break;
  }
  context.fillStyle = token("muted");
  context.font = `20px ${token("sans")}`;
  context.fillText(city.synthetic, MARGIN, foot + 44);
  const blob = await new Promise<Blob | null>((settle) => canvas.toBlob(settle, "image/png"));
  if (blob) save(`glasscity-${city.scenario}-day-${Math.max(0, day)}-SYNTHETIC.png`, blob);
}
