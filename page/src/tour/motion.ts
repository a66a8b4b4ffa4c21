/** Motion that stops where the reader asked for none. */
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

const less = matchMedia("(prefers-reduced-motion: reduce)");

export function isStill(): boolean {
  return less.matches;
}

/** Grow from 0 to 1 within `milliseconds` once `runs`; at once where the reader asked for less motion. */
export function useGrowth(runs: boolean, milliseconds: number, again: unknown = null): number {
  const [grown, setGrown] = useState(runs && isStill() ? 1 : 0);
  useEffect(() => {
    if (!runs || isStill()) {
      setGrown(runs ? 1 : 0);
      return;
    }
    let frame = 0;
    const began = performance.now();
    const step = (now: number) => {
      const part = Math.min(1, (now - began) / milliseconds);
      setGrown(1 - (1 - part) ** 3);
      if (part < 1) frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [runs, milliseconds, again]);
  return grown;
}

export interface Reel {
  readonly at: number;
  readonly isPlaying: boolean;
  readonly goTo: (frame: number) => void;
  readonly play: () => void;
  readonly pause: () => void;
}

/** A film of `frames`: it plays by itself once `runs`, and shows its end at once where motion is not wanted. */
export function useReel(frames: number, runs: boolean, everyMilliseconds: number, again: unknown = null): Reel {
  const last = Math.max(0, frames - 1);
  const [at, setAt] = useState(0);
  const [isPlaying, setPlaying] = useState(false);
  const timer = useRef(0);
  useEffect(() => {
    if (!runs) {
      setAt(0);
      setPlaying(false);
    } else if (isStill()) {
      setAt(last);
    } else {
      setAt(0);
      setPlaying(true);
    }
  }, [runs, last, again]);
  useEffect(() => {
    if (!isPlaying) return;
    timer.current = window.setInterval(() => setAt((frame) => Math.min(last, frame + 1)), everyMilliseconds);
    return () => clearInterval(timer.current);
  }, [isPlaying, last, everyMilliseconds]);
  useEffect(() => {
    if (at >= last && isPlaying) setPlaying(false);
  }, [at, last, isPlaying]);
  return {
    at: Math.min(at, last),
    isPlaying,
    goTo: (frame) => {
      setPlaying(false);
      setAt(frame);
    },
    play: () => {
      if (at >= last) setAt(0);
      setPlaying(true);
    },
    pause: () => setPlaying(false),
  };
}

/** Whether an element has come into view: what moves begins when it is seen. */
export function useSeen<Element extends HTMLElement>(): { readonly ref: RefObject<Element | null>; readonly isSeen: boolean } {
  const ref = useRef<Element>(null);
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    if (!ref.current || isSeen) return;
    const watcher = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && setSeen(true),
      { threshold: 0.35 },
    );
    watcher.observe(ref.current);
    return () => watcher.disconnect();
  }, [isSeen]);
  return { ref, isSeen };
}
