import { useState } from "preact/hooks";
import { fill, plural, short, whole, words } from "../base/words";
import { choose } from "../session/life";
import type { Citizen, Contact } from "../session/types";
import { categoryColour, categoryName } from "./colours";

const WIDTH = 400;
const HEIGHT = 190;
const FIRST = 6;

/** Whom they know: a small picture and the same as a list. */
export function Friends({ life }: { life: Citizen }) {
  const [isWhole, setWhole] = useState(false);
  const own = words.city.citizen;
  const scores = life.contacts.map((each) => each.total).filter((each) => each !== null);
  const mean = life.contacts_mean ?? (scores.length ? scores.reduce((sum, each) => sum + each, 0) / scores.length : null);
  const contacts = [...life.contacts].sort((one, other) => (other.total ?? 0) - (one.total ?? 0));
  if (!contacts.length) return null;
  const shown = isWhole ? contacts : contacts.slice(0, FIRST);
  return (
    <section class="friends" aria-label={own.friends}>
      <h3>{own.friends}</h3>
      <p class="muted">
        {plural(own.contacts, contacts.length)}
        {mean !== null && ` ${fill(own.contactsMean, { mean: short(mean) })}`}
      </p>
      <Ring life={life} contacts={contacts} />
      <ul class="friend-list">
        {shown.map((contact) => (
          <li key={contact.citizen}>
            <button type="button" onClick={() => choose(contact.citizen)}>
              <i class="swatch" style={{ background: categoryColour(contact.category) }} />
              <span>{fill(own.number, { number: whole(contact.citizen) })}</span>
              <span class="muted">{contact.ties}{contact.known ? "" : ` · ${own.unknown}`}</span>
              <b>{contact.total === null ? "" : short(contact.total)}</b>
              <span>{categoryName(contact.category)}</span>
            </button>
          </li>
        ))}
      </ul>
      {contacts.length > FIRST && (
        <button type="button" class="as-link" onClick={() => setWhole(!isWhole)}>
          {isWhole ? own.fewer : fill(own.allContacts, { n: contacts.length })}
        </button>
      )}
    </section>
  );
}

/** Contacts on an ellipse around their citizen, the best at the top, clockwise. */
function Ring({ life, contacts }: { life: Citizen; contacts: readonly Contact[] }) {
  const middle = [WIDTH / 2, HEIGHT / 2] as const;
  const isCrowded = contacts.length > 18;
  const places = contacts.map((contact, index) => {
    const turn = -Math.PI / 2 + (2 * Math.PI * index) / contacts.length;
    const reach = isCrowded && index % 2 ? 0.72 : 1;
    return {
      contact,
      x: middle[0] + Math.cos(turn) * (WIDTH / 2 - 44) * reach,
      y: middle[1] + Math.sin(turn) * (HEIGHT / 2 - 20) * reach,
    };
  });
  const total = life.line?.total.at(-1) ?? undefined;
  return (
    <svg class="ring" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      {places.map(({ contact, x, y }) => (
        <line key={contact.citizen} class={contact.known ? "tie" : "tie unknown"} x1={middle[0]} y1={middle[1]} x2={x} y2={y} />
      ))}
      {places.map(({ contact, x, y }) => (
        <g key={contact.citizen} class="contact" onClick={() => choose(contact.citizen)}>
          <title>{`${whole(contact.citizen)}: ${contact.ties}`}</title>
          <circle cx={x} cy={y} r={isCrowded ? 7 : 9} fill={categoryColour(contact.category)} />
          {!isCrowded && contact.total !== null && (
            <text x={x < middle[0] - 20 ? x - 13 : x > middle[0] + 20 ? x + 13 : x} y={y < middle[1] - 60 ? y - 12 : y + 4}
              text-anchor={x < middle[0] - 20 ? "end" : x > middle[0] + 20 ? "start" : "middle"}>
              {whole(contact.total)}
            </text>
          )}
        </g>
      ))}
      <circle class="self" cx={middle[0]} cy={middle[1]} r={21} fill={categoryColour(life.line?.category.at(-1) ?? -1)} />
      {total !== undefined && <text class="self-total" x={middle[0]} y={middle[1] + 4.5} text-anchor="middle">{whole(total)}</text>}
    </svg>
  );
}
