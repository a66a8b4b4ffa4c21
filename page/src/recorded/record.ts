/** What a recorded run holds, as Python wrote it into the file; see src/glasscity/watch/recorded.py. */
import type { Citizen, City, Row, Such, WhatIf } from "../session/types";

export interface Written {
  readonly city: City;
  readonly digest: string;
  readonly numbers: readonly Row[];
  readonly places: string;
  readonly start: string;
  readonly moves: string;
  readonly moves_a_day: readonly number[];
  readonly lenses: Readonly<Record<string, string>>;
  readonly finds: Readonly<Record<string, readonly number[]>>;
  readonly citizens: Readonly<Record<string, Citizen>>;
  readonly such: Readonly<Record<string, Such>>;
  readonly what_if: Readonly<Record<string, WhatIf>>;
}

/** Bytes of one move: whose it is, as uint32, and the category after it. */
export const MOVE = 5;

/** Deflated bytes, written down as text. */
export async function unpack(text: string): Promise<Uint8Array> {
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
