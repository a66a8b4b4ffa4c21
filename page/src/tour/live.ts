/** The tour's outcomes from the server of the live page. */
import { ask, whenOpen } from "../session/socket";
import { asking, type TourSource } from "./source";

interface Answer {
  readonly outcome: unknown;
}

function opened(): Promise<void> {
  return new Promise((open) => whenOpen(() => open()));
}

export function liveSource(): TourSource {
  return asking(async (chapter, choice, progress) => {
    await opened();
    return (await ask<Answer>("tour", { chapter, choice }, progress)).outcome;
  });
}
