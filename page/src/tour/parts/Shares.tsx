/** A hundred people as one bar, cut by category; the numbers stand in it where they fit. */
import { fill, words } from "../words";

interface Properties {
  readonly names: readonly string[];
  readonly shares: readonly number[];
}

export function Shares({ names, shares }: Properties) {
  const said = names.map((name, place) =>
    fill(words.chapters.points.countsOf, { number: Math.round(shares[place] ?? 0), category: name }),
  );
  return (
    <div class="shares" role="img" aria-label={said.join(", ")}>
      {names.map((name, place) => {
        const share = shares[place] ?? 0;
        return (
          <div key={name} class={`share fill-${place}`} style={{ flexGrow: share, flexBasis: 0 }}>
            {share >= 6.5 && <b>{Math.round(share)}</b>}
          </div>
        );
      })}
    </div>
  );
}

export function CategoryKey({ names }: { names: readonly string[] }) {
  return (
    <ul class="key" aria-label={words.common.category}>
      {names.map((name, place) => (
        <li key={name}>
          <i class={`fill-${place}`} aria-hidden="true" /> {name}
        </li>
      ))}
    </ul>
  );
}
