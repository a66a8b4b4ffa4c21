/** For each of those to blame: the reader's part, and the share as a cause with its interval. */
import { range } from "../numbers";
import type { BlamePlayer } from "../types";
import { fill, number, words } from "../words";

interface Properties {
  readonly players: readonly BlamePlayer[];
  readonly yours: readonly number[];
  readonly names: readonly string[];
  /** Whether the city's answer may be seen. */
  readonly isShown: boolean;
  readonly grown: number;
  readonly chosen: string | null;
}

export function BlameBars({ players, yours, names, isShown, grown, chosen }: Properties) {
  const text = words.chapters.blame;
  const most = Math.max(45, ...yours, ...(isShown ? players.map((player) => range(player.part).high) : []));
  const wide = (value: number) => `${(Math.max(0, value) / most) * 100}%`;
  return (
    <div class="blame-bars" role="img" aria-label={fill(text.barsLabel, { number: players.length })}>
      {players.map((player, place) => {
        const { mean, low, high } = range(player.part, -Infinity);
        return (
          <div key={player.name} class={player.name === chosen ? "blame-row chosen" : "blame-row"}>
            <p>{names[place]}</p>
            <div class="blame-track">
              <div class="bar yours" style={{ width: wide(yours[place] ?? 0) }} />
              <b style={{ left: wide(yours[place] ?? 0) }}>{yours[place] ?? 0}</b>
            </div>
            {isShown && (
              <div class="blame-track">
                <div class="bar theirs" style={{ width: wide(mean * grown) }} />
                {grown === 1 && high > low && (
                  <i class="whisker" style={{ left: wide(low), width: `calc(${wide(high)} - ${wide(low)})` }} />
                )}
                <b style={{ left: grown === 1 ? wide(Math.max(mean, high)) : wide(mean * grown) }}>{number(Math.round(mean * grown))}</b>
              </div>
            )}
          </div>
        );
      })}
      <ul class="key" aria-hidden="true">
        <li><i class="bar-key yours" /> {text.yours}</li>
        {isShown && <li><i class="bar-key theirs" /> {text.theirs}</li>}
      </ul>
    </div>
  );
}
