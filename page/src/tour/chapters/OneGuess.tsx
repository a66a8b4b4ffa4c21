/** A guess of one number out of a hundred, and the answer beside it: the left page of two chapters. */
import type { ComponentChildren } from "preact";
import { Prose, ShowMe } from "../Chapter";
import { Slider } from "../parts/Slider";
import { Verdict } from "../parts/Verdict";
import { guess, guesses, show, shown } from "../state";
import type { Interval } from "../types";
import { fill, words } from "../words";

interface OneGuessProps {
  readonly name: "points" | "quiet";
  readonly answer: Interval | null;
  /** What the words after the guess are filled with, once there is an answer. */
  readonly values: Readonly<Record<string, string>>;
  /** What stands in the form below the question. */
  readonly children?: ComponentChildren;
}

export function OneGuess({ name, answer, values, children }: OneGuessProps) {
  const text = words.chapters[name];
  const guessed = guesses.value[name]?.[0] ?? null;
  const isShown = shown.value.has(name);
  return (
    <>
      <Prose text={text.text} />
      <form class="guess" onSubmit={(event) => event.preventDefault()}>
        <Slider
          label={text.ask}
          unit={text.unit}
          value={guessed}
          highest={100}
          isFixed={isShown}
          onChange={(value) => guess(name, [value])}
        />
        {!isShown && <ShowMe isReady={guessed !== null && answer !== null} onShow={() => show(name)} />}
      </form>
      {children}
      {isShown && answer && guessed !== null && (
        <Verdict guess={guessed} answer={answer} highest={100} unit={text.answerUnit}>
          <p>{fill(text.after, values)}</p>
        </Verdict>
      )}
    </>
  );
}
