/** Play, pause, and a slider over the weeks of the year. */
import { Icon } from "../../base/Icon";
import type { Reel } from "../motion";
import { fill, words } from "../words";

export function FilmBar({ reel, weeks }: { reel: Reel; weeks: number }) {
  const isOver = reel.at >= weeks;
  const text = fill(words.common.week, { week: reel.at, weeks });
  return (
    <div class="film-bar">
      <button type="button" class="button" onClick={reel.isPlaying ? reel.pause : reel.play}>
        <Icon name={reel.isPlaying ? "pause" : "play"} />
        {reel.isPlaying ? words.common.pause : isOver ? words.common.replay : words.common.play}
      </button>
      <input
        type="range"
        min={0}
        max={weeks}
        value={reel.at}
        aria-label={words.common.weekSlider}
        aria-valuetext={text}
        onInput={(event) => reel.goTo(Number(event.currentTarget.value))}
      />
      <output aria-hidden="true">{text}</output>
    </div>
  );
}
