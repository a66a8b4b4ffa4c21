/** What the engine answers, chapter by chapter: the form of src/glasscity/tour/told.py. */

/** A mean over lives and half the width of its interval, null for one life. */
export interface Interval {
  readonly mean: number;
  readonly half: number | null;
  readonly lives: number;
}

/** How homes lie: blocks of `community` people side by side, rows of `side` homes. */
export interface Grid {
  readonly side: number;
  readonly community: number;
  readonly citizens: number;
}

/** The city that most chapters look at: as in src/glasscity/tour/size.py, with the blocks of the essay's city. */
export const CITY: Grid = { side: 32, community: 1024, citizens: 2048 };

/** Everybody starts in the second category. */
export const START = 1;

export interface Film extends Grid {
  /** One frame at the start and one for every week; packed, see `unpack`. */
  readonly frames: readonly string[];
}

interface Answered {
  readonly synthetic: string;
  readonly chapter: string;
  readonly choice: string;
  readonly citizens: number;
  readonly days: number;
}

interface InTheCity extends Answered {
  readonly categories: readonly string[];
}

export interface LifeRecord {
  readonly day: number;
  readonly date: string;
  readonly what: string;
  readonly by: string;
  readonly points: number;
  readonly lawful: boolean;
  readonly wrong: string;
  readonly total: number | null;
}

export interface Life {
  readonly citizen: number;
  readonly who: readonly (readonly [string, string])[];
  readonly start: number;
  readonly end: string;
  readonly line: readonly number[];
  readonly categories: readonly number[];
  readonly records: readonly LifeRecord[];
  readonly untold: number;
  readonly closed: readonly { readonly day: number; readonly date: string; readonly what: string; readonly how: string }[];
  readonly like_them: number;
}

export interface PointsOutcome extends InTheCity {
  readonly start: number;
  readonly answer: Interval;
  readonly above: Interval;
  readonly worst: Interval;
  readonly at_end: readonly number[];
  readonly film: Film;
  readonly unlawful: Interval;
  readonly life?: Life;
}

export interface Person {
  readonly citizen: number;
  readonly own: number;
  readonly friends: number;
  readonly total: number;
  readonly own_category: number;
  readonly category: number;
  readonly against: number;
  readonly unlawful: number;
  readonly contacts: readonly (readonly [number, number])[];
  readonly contacts_mean: number | null;
}

export interface FriendsOutcome extends InTheCity {
  readonly weight: number;
  readonly answer: Interval;
  readonly lifted: Interval;
  readonly worst: Interval;
  readonly person: Person;
  readonly marks: Grid & { readonly bytes: string; readonly pulled: string };
}

export interface MistakeOutcome extends InTheCity {
  readonly rule: string;
  readonly record: {
    readonly citizen: number;
    readonly day: number;
    readonly points: number;
    readonly conduct: string;
    readonly organisation: string;
    readonly wrong: string;
  };
  readonly with: readonly number[];
  readonly without: readonly number[];
  readonly category_with: readonly number[];
  readonly category_without: readonly number[];
  readonly days_worse: number;
  readonly days_after: number;
  readonly missing_at_end: number;
  readonly undone: string;
  readonly undone_after: number;
  readonly touched: number;
  readonly reached: number;
  readonly ripple: Film & { readonly citizen: number; readonly week: number; readonly end: string };
  readonly answer: Interval | null;
  readonly worse: Interval | null;
  readonly corrected: Interval | null;
  readonly nobody: Interval | null;
  readonly others: Interval | null;
  readonly others_reached: Interval | null;
  readonly followed: number;
  readonly followed_days: number;
  readonly followed_citizens: number;
}

/** Of 100 people: critics who say so, say nothing, approve aloud; approvers who say so, say nothing, criticise. */
export type Voices = readonly [number, number, number, number, number, number];

export interface QuietOutcome extends Answered {
  readonly answer: Interval;
  readonly at_start: Interval;
  readonly silent: Interval;
  readonly feigning: Interval;
  readonly disapprove: Interval;
  readonly fear: Interval;
  readonly perceived: Interval;
  readonly weeks: readonly Voices[];
}

export interface BlamePlayer {
  readonly name: string;
  readonly label: string;
  readonly otherwise: string;
  readonly part: Interval;
  readonly prevented: Interval;
}

export interface BlameOutcome extends Answered {
  readonly players: readonly BlamePlayer[];
  readonly closed: Interval;
  readonly only?: {
    readonly name: string;
    readonly closed: Interval;
    readonly unlawful: Interval;
    readonly entries: Interval;
  };
}

export interface Outcomes {
  readonly points: PointsOutcome;
  readonly friends: FriendsOutcome;
  readonly mistake: MistakeOutcome;
  readonly quiet: QuietOutcome;
  readonly blame: BlameOutcome;
}

export type ChapterName = keyof Outcomes;

export const CHAPTERS: readonly ChapterName[] = ["points", "friends", "mistake", "quiet", "blame"];

/** The choices of every chapter, the one that answers the guess first; as in src/glasscity/tour/chapters.py. */
export const CHOICES = {
  points: ["as-it-is", "only-unlawful", "expires"],
  friends: ["0", "0.1", "0.2", "0.3", "0.4", "0.5"],
  mistake: ["as-it-is", "no-appeals", "open-appeals"],
  quiet: ["as-it-is", "no-denunciation", "no-score"],
  blame: ["as-it-is", "reporters", "informers", "mistakes", "friends-rule", "lawful-rule", "no-way-back", "doors"],
} as const satisfies Record<ChapterName, readonly string[]>;
