/** Stands in the place of `session/socket` in a recorded run: every answer is in the file. */
import { signal } from "@preact/signals";
import { Refused, type Connection } from "../session/refused";
import type { Progress } from "../session/types";
import { NotRecorded, Recorded } from "./answers";
import type { Written } from "./record";

export const connection = signal<Connection>("connecting");
const opened: (() => void)[] = [];
let recorded: Recorded | null = null;

export async function ask<Answer>(
  name: string,
  values: object = {},
  _progress?: (progress: Progress) => void,
): Promise<Answer> {
  if (!recorded) throw new Refused("", null, true);
  try {
    return recorded.answer(name, values) as Answer;
  } catch (error) {
    if (error instanceof NotRecorded) throw new Refused(error.message);
    throw error;
  }
}

export function stop(): void {
  // Nothing here takes long.
}

export function whenOpen(then: () => void): void {
  opened.push(then);
  if (connection.peek() === "open") then();
}

export function connect(): void {
  const written = JSON.parse(document.getElementById("data")?.textContent ?? "null") as Written;
  void Recorded.read(written).then((read) => {
    recorded = read;
    connection.value = "open";
    for (const then of opened) then();
  });
}
