/** How fast pictures follow each other. */

/** No screen shows more; a faster pace has more days in each frame. */
const FRAMES_A_SECOND = 60;
/** With less motion, the picture changes this often. */
const STILL_FRAMES_A_SECOND = 1;

export interface Pace {
  /** Days in one frame. */
  readonly days: number;
  /** Milliseconds from one frame to the next. */
  readonly every: number;
}

/** How to show `speed` days a second (0: as fast as it goes). */
export function paceOf(speed: number, isStill: boolean): Pace {
  const most = isStill ? STILL_FRAMES_A_SECOND : FRAMES_A_SECOND;
  if (speed === 0) return isStill ? { days: 30, every: 1000 / most } : { days: 1, every: 0 };
  const days = Math.max(1, Math.round(speed / most));
  return { days, every: (1000 * days) / speed };
}
