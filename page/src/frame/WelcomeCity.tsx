/** An emblem, not a result: a small round city of dots, whose colours drift while one reads. */
import { useEffect, useRef } from "preact/hooks";
import { ground, still, token } from "../base/ground";
import { words } from "../base/words";

const LOTS = 6;
const PITCH = LOTS + 1;
const BLOCKS = 19;
const SIDE = BLOCKS * PITCH - 1;
const CHANGES = 24;
const EVERY = 140;

const LIGHT = ["#1a4b87", "#5f94c6", "#b5cbde", "#e4d5bf", "#db8a43", "#85290c"];
const DARK = ["#3f7cc0", "#7aaad8", "#b4c6d6", "#d6c4a9", "#dd8d49", "#b8431c"];

/** A number from 0 to 1 that always belongs to the same place and time. */
function lot(place: number, time: number): number {
  let value = Math.imul(place + 1, 0x9e3779b1) ^ Math.imul(time + 1, 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  value = Math.imul(value ^ (value >>> 12), 0x297a2d39);
  return ((value ^ (value >>> 15)) >>> 0) / 2 ** 32;
}

function isHome(x: number, y: number): boolean {
  if (x % PITCH === LOTS || y % PITCH === LOTS) return false;
  const column = Math.floor(x / PITCH) - (BLOCKS - 1) / 2;
  const row = Math.floor(y / PITCH) - (BLOCKS - 1) / 2;
  if (column * column + row * row > (BLOCKS / 2) ** 2 - 4) return false;
  const river = 2 + Math.round(Math.sin(row / 2.6) * 1.4);
  return column !== river;
}

/** Which of the six a home is: low ones lie together, as people who know each other do. */
function category(x: number, y: number, time: number): number {
  const place = y * SIDE + x;
  const low = Math.sin(x / 23 + 1.3) * Math.cos(y / 19) * 0.5 + lot(place, time) * 0.9;
  return low < 0.02 ? 0 : low < 0.42 ? 1 : low < 0.72 ? 2 : low < 0.95 ? 3 : low < 1.12 ? 4 : 5;
}

export function WelcomeCity() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const isDark = ground.value === "dark";
  const isStill = still.value;
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context) return;
    const cell = 8;
    element.width = SIDE * cell;
    element.height = SIDE * cell;
    const colours = isDark ? DARK : LIGHT;
    const paint = (x: number, y: number, time: number): void => {
      context.fillStyle = token("page");
      context.fillRect(x * cell, y * cell, cell, cell);
      context.fillStyle = colours[category(x, y, time)]!;
      context.beginPath();
      context.roundRect(x * cell + 0.8, y * cell + 0.8, cell - 1.6, cell - 1.6, 2);
      context.fill();
    };
    const homes: [number, number][] = [];
    for (let y = 0; y < SIDE; y++) for (let x = 0; x < SIDE; x++) if (isHome(x, y)) homes.push([x, y]);
    for (const [x, y] of homes) paint(x, y, 0);
    if (isStill) return;
    let time = 0;
    const timer = setInterval(() => {
      time++;
      for (let index = 0; index < CHANGES; index++) {
        const home = homes[Math.floor(lot(index, time * 7919) * homes.length)]!;
        paint(...home, time);
      }
    }, EVERY);
    return () => clearInterval(timer);
  }, [isDark, isStill]);
  return <canvas ref={canvas} class="welcome-city" role="img" aria-label={words.city.welcome.emblem} />;
}
