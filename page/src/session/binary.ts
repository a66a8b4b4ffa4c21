/** Binary answers: a length, that much JSON, then the bytes. */

export interface Binary<Head extends { id: number } = { id: number }> {
  readonly head: Head;
  readonly bytes: Uint8Array;
}

const text = new TextDecoder();

export function readFrame<Head extends { id: number }>(buffer: ArrayBuffer): Binary<Head> {
  const length = new DataView(buffer).getUint32(0, true);
  const head = JSON.parse(text.decode(new Uint8Array(buffer, 4, length))) as Head;
  return { head, bytes: new Uint8Array(buffer, 4 + length) };
}

/** Homes of all citizens: first every x, then every y, as uint16. */
export function readPlaces(bytes: Uint8Array, citizens: number): { x: Uint16Array; y: Uint16Array } {
  const start = bytes.byteOffset;
  // The head is padded to 4 bytes, so that the views lie on a border of 2.
  return {
    x: new Uint16Array(bytes.buffer, start, citizens),
    y: new Uint16Array(bytes.buffer, start + 2 * citizens, citizens),
  };
}
