/** The city as a picture of one pixel a home: one write a citizen, and nothing allocated from frame to frame. */
import type { Places } from "./places";
import type { Changing } from "./trickle";

export class Raster {
  readonly canvas: HTMLCanvasElement;
  private readonly context: CanvasRenderingContext2D;
  private readonly image: ImageData;
  private readonly cells: Uint32Array;
  private shown: Uint8Array | null = null;
  private table: Uint32Array | null = null;
  private citizens: Uint32Array | null = null;
  private passed = 0;

  constructor(private readonly places: Places) {
    this.canvas = document.createElement("canvas");
    this.canvas.width = places.width;
    this.canvas.height = places.height;
    const context = this.canvas.getContext("2d");
    if (!context) throw new Error("no canvas");
    this.context = context;
    this.image = context.createImageData(places.width, places.height);
    this.cells = new Uint32Array(this.image.data.buffer);
  }

  /** Paint everybody, or of who is `changing` only those who have since; nobody if the picture shows that already. */
  paint(values: Uint8Array, table: Uint32Array, changing: Changing | null = null): void {
    const { home } = this.places;
    const { cells } = this;
    const citizens = changing?.citizens ?? null;
    const passed = changing?.passed ?? 0;
    if (values === this.shown && table === this.table && citizens === this.citizens) {
      if (passed === this.passed) return;
      for (let place = this.passed; place < passed; place++) {
        const citizen = citizens![place]!;
        cells[home[citizen]!] = table[values[citizen]!]!;
      }
    } else {
      const everybody = Math.min(values.length, home.length);
      for (let citizen = 0; citizen < everybody; citizen++) cells[home[citizen]!] = table[values[citizen]!]!;
    }
    this.context.putImageData(this.image, 0, 0);
    this.shown = values;
    this.table = table;
    this.citizens = citizens;
    this.passed = passed;
  }

  /** Paint anew next time, as when the same array holds other values. */
  forget(): void {
    this.shown = null;
  }
}
