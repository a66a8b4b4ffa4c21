/** A plate: a picture with its title, what it shows, the word SYNTHETIC, and the same as a table. */
import type { ComponentChildren } from "preact";
import type { RefObject } from "preact";
import { useId } from "preact/hooks";
import { words } from "../words";

interface Properties {
  readonly title: string;
  readonly children: ComponentChildren;
  /** What stands under the picture. */
  readonly caption?: ComponentChildren;
  readonly table?: ComponentChildren;
  readonly class?: string;
  readonly of?: RefObject<HTMLElement | null>;
}

export function Plate({ title, children, caption, table, class: kind = "", of }: Properties) {
  const name = useId();
  return (
    <figure ref={of ?? null} class={`tour-plate ${kind}`} aria-labelledby={name}>
      <figcaption>
        <h2 class="plate-title" id={name}>{title}</h2>
      </figcaption>
      {children}
      <div class="plate-foot">
        {caption && <div class="plate-caption">{caption}</div>}
        <p class="stamp">{words.common.synthetic}</p>
      </div>
      {table && (
        <details class="as-table">
          <summary>{words.common.table}</summary>
          <div class="table-scroll">{table}</div>
        </details>
      )}
    </figure>
  );
}

interface TableProperties {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** The first cell of each row names it. */
export function Table({ caption, head, rows }: TableProperties) {
  return (
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {head.map((one) => (
            <th scope="col" key={one}>{one}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, place) => (
          <tr key={place}>
            {row.map((cell, column) => (column === 0 ? <th scope="row" key={column}>{cell}</th> : <td key={column}>{cell}</td>))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
