/** What an ask may come to instead of an answer, whoever is asked: the server, or a recorded run. */

/** What went wrong, in the words of whoever was asked. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly place: string | null = null,
    readonly lost = false,
  ) {
    super(message);
  }
}

export type Connection = "connecting" | "open" | "lost";
