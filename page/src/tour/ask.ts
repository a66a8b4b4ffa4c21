/** An outcome in a component: working, there, or failed; the last one stays until the next is there. */
import { useContext, useEffect, useState } from "preact/hooks";
import { createContext } from "preact";
import type { TourSource, Working } from "./source";
import type { ChapterName, Outcomes } from "./types";

export const Source = createContext<TourSource | null>(null);

export function useSource(): TourSource {
  const source = useContext(Source);
  if (!source) throw new Error("the tour needs a source of outcomes");
  return source;
}

export interface Asked<Outcome> {
  readonly outcome: Outcome | null;
  readonly working: Working | null;
  readonly failed: string | null;
  readonly again: () => void;
}

export function useOutcome<Name extends ChapterName>(chapter: Name, choice: string): Asked<Outcomes[Name]> {
  const { outcomes, ...rest } = useOutcomes(chapter, choice);
  return { ...rest, outcome: outcomes?.[0] ?? null };
}

/** Several choices, separated by commas, one after the other. */
export function useOutcomes<Name extends ChapterName>(
  chapter: Name,
  choices: string,
): Omit<Asked<unknown>, "outcome"> & { readonly outcomes: readonly Outcomes[Name][] | null } {
  const source = useSource();
  const [outcomes, setOutcomes] = useState<readonly Outcomes[Name][] | null>(null);
  const [working, setWorking] = useState<Working | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let isWanted = true;
    setFailed(null);
    const report = (one: Working) => isWanted && setWorking(one);
    const work = async () => {
      const found: Outcomes[Name][] = [];
      for (const choice of choices.split(",")) found.push(await source.outcome(chapter, choice, report));
      return found;
    };
    work()
      .then((found) => isWanted && setOutcomes(found))
      .catch((error: unknown) => isWanted && setFailed(error instanceof Error ? error.message : String(error)))
      .finally(() => isWanted && setWorking(null));
    return () => {
      isWanted = false;
    };
  }, [source, chapter, choices, tries]);
  return { outcomes, working, failed, again: () => setTries((number) => number + 1) };
}
