/** What is known of a life while it is being lived again. */
import type { Line } from "./types";

/** The points of a life of which the last `of` days are being lived again; `soFar` of them are over. */
export const livedAgain = (was: Line["total"], soFar: readonly number[], of: number): Line["total"] => [
  ...was.slice(0, was.length - of),
  ...soFar,
];
