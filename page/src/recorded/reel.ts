/** Who was in which category on which day: forwards by moves, back from the last evening that was kept. */
import { MOVE } from "./record";

/** So many days lie between evenings that are kept whole. */
const EVERY = 30;

export class Reel {
  day = -1;
  readonly category: Uint8Array;
  private readonly kept = new Map<number, Uint8Array>();
  private readonly first: number[] = [0];

  constructor(
    start: Uint8Array,
    private readonly moves: Uint8Array,
    movesADay: readonly number[],
  ) {
    this.category = start.slice();
    this.kept.set(-1, start.slice());
    for (const number of movesADay) this.first.push(this.first.at(-1)! + number);
  }

  get last(): number {
    return this.first.length - 2;
  }

  /** Go to the evening of a day; −1 is the first morning. */
  goTo(day: number): void {
    const wanted = Math.max(-1, Math.min(day, this.last));
    if (wanted < this.day) {
      const from = Math.max(...[...this.kept.keys()].filter((one) => one <= wanted));
      this.category.set(this.kept.get(from)!);
      this.day = from;
    }
    while (this.day < wanted) this.pass();
  }

  private pass(): void {
    const day = this.day + 1;
    const view = new DataView(this.moves.buffer, this.moves.byteOffset);
    for (let move = this.first[day]!; move < this.first[day + 1]!; move++) {
      this.category[view.getUint32(move * MOVE, true)] = this.moves[move * MOVE + 4]!;
    }
    this.day = day;
    if ((day + 1) % EVERY === 0 && !this.kept.has(day)) this.kept.set(day, this.category.slice());
  }
}
