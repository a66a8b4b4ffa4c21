import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { narrow, still } from "../base/ground";
import { fill, words } from "../base/words";
import { choose } from "../session/life";
import { paceOf } from "../session/pace";
import * as state from "../session/state";
import { toGrid, type Rectangle } from "./camera";
import * as cameras from "./camera_state";
import { Flow } from "./flow";
import { hovered, hoverPlace, MapLabel } from "./MapLabel";
import * as looks from "./looks";
import { mapKeys } from "./map_keys";
import { MapTools } from "./MapTools";
import { drawMarks } from "./overlay";
import { Painter, type Sheet } from "./painter";
import { difference } from "./palette";
import { nearest } from "./places";
import { listen } from "./pointer";
import type { Trickle } from "./trickle";
import "./map.css";

/** The rectangles of the views: one, or two beside or below each other. */
function rectangles(width: number, height: number): Rectangle[] {
  if (state.mapView.value !== "both" || state.worlds.value < 2) return [{ left: 0, top: 0, width, height }];
  // Whichever way makes the smaller side larger.
  if (Math.min(width, height / 2) > Math.min(width / 2, height)) {
    cameras.areBelow.value = true;
    const half = height / 2;
    return [
      { left: 0, top: 0, width, height: half },
      { left: 0, top: half, width, height: half },
    ];
  }
  cameras.areBelow.value = false;
  const half = width / 2;
  return [
    { left: 0, top: 0, width: half, height },
    { left: half, top: 0, width: half, height },
  ];
}

/** Everything about the canvas that outlives a rendering; made when the element appears. */
class MapScene {
  private painter: Painter | null = null;
  private compared: Uint8Array | null = null;
  private differing = new Uint8Array(0);
  private readonly flow = new Flow();
  private lens = "";
  private isAsked = false;
  private waiting = 0;
  private width = 0;
  private height = 0;
  private readonly ending: (() => void)[] = [];
  hasCross = false;

  constructor(
    private readonly frame: HTMLElement,
    private readonly canvas: HTMLCanvasElement,
    private readonly overlay: HTMLCanvasElement,
  ) {
    const watching = new ResizeObserver(() => this.resize());
    watching.observe(frame);
    this.ending.push(() => watching.disconnect());
    this.ending.push(
      listen(frame, {
        hover: (left, top) => {
          hoverPlace.value = [left, top];
          hovered.value = this.citizenAt(left, top);
        },
        leave: () => (hovered.value = -1),
        click: (left, top) => {
          const citizen = this.citizenAt(left, top, 10);
          if (citizen >= 0) {
            const second = this.views()[1];
            if (second) state.selectedWorld.value = inside(second, left, top) ? 1 : 0;
            choose(citizen);
          }
        },
      }),
    );
    this.ending.push(
      effect(() => {
        const { value: places } = state.places;
        this.painter = places ? new Painter(places) : null;
        this.differing = new Uint8Array(places ? places.home.length : 0);
        this.flow.show(state.frame.values);
        cameras.isWhole.value = true;
        looks.apart.value = new Set();
        this.resize();
      }),
      effect(() => {
        void state.frames.value;
        this.arrive();
      }),
      effect(() => {
        void [looks.flows.value, state.lensName.value];
        this.flow.settle();
        this.soon();
      }),
      effect(() => {
        // Read here whatever the picture depends on, so that it is painted again when one of them changes.
        void [state.worlds.value, looks.palette.value, looks.showsShares.value];
        void [looks.weights.value, looks.differencePalette.value, cameras.camera.value, looks.ink.value];
        this.soon();
      }),
      effect(() => {
        void [hovered.value, state.selected.value, state.citizen.value];
        this.soon();
      }),
      effect(() => {
        void [state.mapView.value, state.worlds.value, narrow.value];
        this.resize();
      }),
    );
  }

  end(): void {
    cancelAnimationFrame(this.waiting);
    for (const one of this.ending) one();
  }

  private views(): Rectangle[] {
    return rectangles(this.width, this.height);
  }

  private resize(): void {
    const ratio = devicePixelRatio;
    this.width = this.frame.clientWidth;
    this.height = this.frame.clientHeight;
    const wide = Math.round(this.width * ratio);
    const high = Math.round(this.height * ratio);
    for (const each of [this.canvas, this.overlay]) {
      if (each.width !== wide) each.width = wide;
      if (each.height !== high) each.height = high;
    }
    const first = this.views()[0];
    if (first) cameras.view.value = first;
    if (cameras.isWhole.peek()) cameras.showWhole(true);
    this.soon();
  }

  private arrive(): void {
    const { values, lens } = state.frame;
    if (looks.flows.peek() && lens === this.lens) {
      this.flow.begin(values, paceOf(state.speed.peek(), false).every, performance.now());
    } else this.flow.show(values);
    this.lens = lens;
    if (this.flow.isUnderWay) this.next();
    else this.soon();
  }

  /** Paint everything with the next picture of the screen. */
  soon(): void {
    this.isAsked = true;
    this.next();
  }

  private next(): void {
    if (!this.waiting) this.waiting = requestAnimationFrame((now) => this.turn(now));
  }

  private turn(now: number): void {
    this.waiting = 0;
    if (this.flow.goOn(now) || this.isAsked) {
      const began = performance.now();
      this.paint(this.isAsked);
      this.isAsked = false;
      // The browser puts off most of the work until this turn is over.
      setTimeout(() => this.flow.takes(performance.now() - began));
    }
    if (this.flow.isUnderWay) this.next();
  }

  private paint(withMarks: boolean): void {
    const context = this.canvas.getContext("2d", { alpha: false });
    const marks = this.overlay.getContext("2d");
    const places = state.places.peek();
    if (!context || !marks || !this.painter || !places || this.width === 0) return;
    const ratio = devicePixelRatio;
    const camera = cameras.camera.peek();
    const ink = looks.ink.peek();
    const views = this.views();
    this.painter.paint(context, this.sheets(views), camera, ratio, ink);
    if (looks.bounds.peek() !== this.painter.bounds) looks.bounds.value = this.painter.bounds;
    if (!withMarks) return;
    const contacts = state.citizen.peek()?.contacts ?? [];
    const marked = {
      hovered: hovered.peek(),
      chosen: state.selected.peek() ?? -1,
      contacts: camera.scale >= 3 ? contacts.map((each) => each.citizen) : [],
      hasCross: this.hasCross,
    };
    drawMarks(marks, places, marked, camera, views, ratio, ink.ink, ink.page);
  }

  private sheets(views: readonly Rectangle[]): Sheet[] {
    const [first, second] = state.frame.values;
    const palette = looks.palette.peek();
    const weights = looks.showsShares.peek() ? looks.weights.peek() : null;
    const shown = state.mapView.peek();
    const one = views[0] as Rectangle;
    if (second && shown === "difference") {
      if (first !== this.compared) {
        difference(first, second, this.differing);
        this.painter?.forget();
      }
      this.compared = first;
      return [{ values: this.differing, palette: looks.differencePalette.peek(), rectangle: one, weights: null }];
    }
    const [main, beside] = this.flow.worlds;
    const sheetOf = (world: Trickle, rectangle: Rectangle): Sheet => ({
      values: world.values,
      changing: world,
      palette,
      rectangle,
      weights,
    });
    if (second && shown === "second") return [sheetOf(beside, one)];
    const sheets = [sheetOf(main, one)];
    if (second && views[1]) sheets.push(sheetOf(beside, views[1]));
    return sheets;
  }

  private citizenAt(left: number, top: number, reach = 4): number {
    const places = state.places.peek();
    if (!places) return -1;
    const views = this.views();
    const view = views.find((each) => inside(each, left, top)) ?? views[0];
    if (!view) return -1;
    const camera = cameras.camera.peek();
    const [x, y] = toGrid(camera, view, left, top);
    return nearest(places, x, y, Math.max(0.72, reach / camera.scale));
  }

  /** The citizen under the keyboard's cross. */
  inMiddle(): number {
    const { left, top, width, height } = cameras.view.peek();
    return this.citizenAt(left + width / 2, top + height / 2, 24);
  }
}

function inside(view: Rectangle, left: number, top: number): boolean {
  return left >= view.left && left < view.left + view.width && top >= view.top && top < view.top + view.height;
}

export function CityMap() {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const scene = useRef<MapScene | null>(null);
  useEffect(() => {
    if (!frame.current || !canvas.current || !overlay.current) return;
    scene.current = new MapScene(frame.current, canvas.current, overlay.current);
    return () => scene.current?.end();
  }, []);
  const city = state.city.value;
  const showCross = (shows: boolean): void => {
    if (!scene.current) return;
    scene.current.hasCross = shows;
    scene.current.soon();
  };
  return (
    <section class={`map${still.value ? " still" : ""}`} aria-label={words.city.map.name}>
      <div
        ref={frame}
        class="map-frame"
        role="application"
        tabIndex={0}
        aria-label={city ? fill(words.city.map.describe, { title: city.title }) : words.city.map.name}
        aria-describedby="map-help"
        onFocus={(event) => showCross(event.currentTarget.matches(":focus-visible"))}
        onBlur={() => showCross(false)}
        onKeyDown={(event) => {
          if (mapKeys(event, () => scene.current?.inMiddle() ?? -1)) showCross(true);
        }}
      >
        <canvas ref={canvas} class="map-canvas" />
        <canvas ref={overlay} class="map-canvas" />
        <MapLabel />
      </div>
      <p id="map-help" class="hidden">{words.city.map.keys}</p>
      <MapTools />
    </section>
  );
}
