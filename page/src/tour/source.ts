/** Where outcomes come from: a server that works them out, or a file that brings all of them along. */
import { CHOICES, type ChapterName, type Outcomes } from "./types";

export interface Working {
  readonly what: string;
  readonly done: number;
  readonly of: number;
}

export interface TourSource {
  /** Whether the live city is a click away. */
  readonly live: boolean;
  /** Return what the engine answers to a choice; asked twice, it is worked out once. */
  outcome<Name extends ChapterName>(
    chapter: Name,
    choice: string,
    progress?: (working: Working) => void,
  ): Promise<Outcomes[Name]>;
}

export type All = { readonly [Name in ChapterName]: { readonly [choice: string]: Outcomes[Name] } };

/** The outcomes in the exported file. */
export function embedded(all: All): TourSource {
  return {
    live: false,
    outcome: (chapter, choice) => {
      const found = all[chapter][choice];
      return found
        ? Promise.resolve(found)
        : Promise.reject(new Error(`${chapter}: no outcome for ${choice} in this file`));
    },
  };
}

type Report = (working: Working) => void;
type Ask = (chapter: ChapterName, choice: string, report: Report) => Promise<unknown>;

interface Kept {
  readonly answer: Promise<unknown>;
  readonly listeners: Set<Report>;
}

/** Outcomes that are asked for; what failed is asked for again, and whoever waits is told how far it is. */
export function asking(ask: Ask): TourSource {
  const kept = new Map<string, Kept>();
  return {
    live: true,
    outcome: <Name extends ChapterName>(chapter: Name, choice: string, progress?: Report) => {
      const key = `${chapter}/${choice}`;
      let found = kept.get(key);
      if (!found) {
        const listeners = new Set<Report>();
        const answer = ask(chapter, choice, (working) => listeners.forEach((tell) => tell(working)));
        answer.catch(() => kept.delete(key));
        found = { answer, listeners };
        kept.set(key, found);
      }
      if (progress) found.listeners.add(progress);
      return found.answer as Promise<Outcomes[Name]>;
    },
  };
}

/** What a reader will want, in the order of the pages: the answers first, then what can be played with. */
export const AHEAD: readonly (readonly [ChapterName, string])[] = [
  ["points", "as-it-is"],
  ["points", "only-unlawful"],
  ...CHOICES.friends.map((weight) => ["friends", weight] as const),
  ["mistake", "as-it-is"],
  ["mistake", "open-appeals"],
  ["quiet", "as-it-is"],
  ["quiet", "no-score"],
  ["blame", "as-it-is"],
  ["points", "expires"],
  ["quiet", "no-denunciation"],
];

/** Have outcomes worked out while somebody reads, one after the other; what is returned ends it. */
export function goAhead(source: TourSource): () => void {
  let isWanted = true;
  const work = async () => {
    for (const [chapter, choice] of AHEAD) {
      if (!isWanted) return;
      await source.outcome(chapter, choice);
    }
  };
  // Whoever comes to what failed asks for it again, and is told what is wrong.
  work().catch(() => undefined);
  return () => {
    isWanted = false;
  };
}
