/** Days that have been seen, kept to be leafed through: dragging the day slider shows them at once. */

export type Pictures = readonly [Uint8Array, Uint8Array | null];

/** Bytes that a film may take; beyond that, every second picture is let go. */
const MOST_BYTES = 192 * 2 ** 20;

export class Film {
  private pictures = new Map<number, Pictures>();
  private bytes = 0;
  private every = 1;

  /** Begin anew: another city, other rules, another lens. */
  clear(): void {
    this.pictures.clear();
    this.bytes = 0;
    this.every = 1;
  }

  keep(day: number, pictures: Pictures): void {
    if (day % this.every !== 0) return;
    const before = this.pictures.get(day);
    this.bytes += size(pictures) - (before ? size(before) : 0);
    this.pictures.set(day, pictures);
    while (this.bytes > MOST_BYTES && this.pictures.size > 2) this.thin();
  }

  /** The picture of a day, or of the last day before it that was kept; null where there is none near. */
  at(day: number): { day: number; pictures: Pictures } | null {
    for (let near = day; near > day - this.every && near >= -1; near--) {
      const pictures = this.pictures.get(near);
      if (pictures) return { day: near, pictures };
    }
    return null;
  }

  private thin(): void {
    this.every *= 2;
    for (const [day, pictures] of this.pictures) {
      if (day % this.every === 0) continue;
      this.pictures.delete(day);
      this.bytes -= size(pictures);
    }
  }
}

function size([first, second]: Pictures): number {
  return first.length + (second?.length ?? 0);
}
