/** One connection to the server: asks go out with rising ids, each gets exactly one answer. */
import { signal } from "@preact/signals";
import { words } from "../base/words";
import { readFrame, type Binary } from "./binary";
import { Refused, type Connection } from "./refused";
import type { Progress } from "./types";

interface Waiting {
  readonly settle: (answer: unknown) => void;
  readonly refuse: (error: Refused) => void;
  readonly progress: ((progress: Progress) => void) | undefined;
}

/** How the connection stands; the banner reads it. */
export const connection = signal<Connection>("connecting");

const waiting = new Map<number, Waiting>();
const opened: (() => void)[] = [];
let socket: WebSocket | null = null;
let last = 0;
let attempts = 0;

/** Ask the server; a binary answer comes as `Binary`, any other as the object that it is. */
export function ask<Answer>(
  name: string,
  values: object = {},
  progress?: (progress: Progress) => void,
): Promise<Answer> {
  return new Promise<Answer>((settle, refuse) => {
    if (!socket || socket.readyState !== WebSocket.OPEN) {
      refuse(new Refused(words.city.errors.lost, null, true));
      return;
    }
    const id = ++last;
    waiting.set(id, { settle: settle as (answer: unknown) => void, refuse, progress });
    socket.send(JSON.stringify({ id, ask: name, ...values }));
  });
}

/** Interrupt what takes long; its answer is then an error that says so. */
export function stop(): void {
  void ask("stop").catch(() => undefined);
}

/** Do something whenever the connection opens, for the first time and after each loss. */
export function whenOpen(then: () => void): void {
  opened.push(then);
  if (connection.peek() === "open") then();
}

export function connect(): void {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const fresh = new WebSocket(`${scheme}://${location.host}/session`);
  fresh.binaryType = "arraybuffer";
  socket = fresh;
  fresh.onopen = () => {
    attempts = 0;
    last = 0;
    connection.value = "open";
    for (const then of opened) then();
  };
  fresh.onmessage = (message: MessageEvent<string | ArrayBuffer>) => receive(message.data);
  fresh.onclose = () => {
    if (socket !== fresh) return;
    connection.value = "lost";
    for (const each of waiting.values()) each.refuse(new Refused(words.city.errors.lost, null, true));
    waiting.clear();
    const pause = Math.min(8000, 500 * 2 ** attempts++);
    setTimeout(connect, pause);
  };
}

interface Text {
  readonly id: number;
  readonly error?: { readonly message: string; readonly place: string | null };
  readonly progress?: Progress;
}

function receive(data: string | ArrayBuffer): void {
  const answer: Text | Binary = typeof data === "string" ? (JSON.parse(data) as Text) : readFrame(data);
  const id = "head" in answer ? answer.head.id : answer.id;
  const one = waiting.get(id);
  if (!one) return;
  if ("progress" in answer && answer.progress) {
    one.progress?.(answer.progress);
    return;
  }
  waiting.delete(id);
  if ("error" in answer && answer.error) one.refuse(new Refused(answer.error.message, answer.error.place));
  else one.settle(answer);
}
