/** What the server says, as the protocol has it. */

export interface Category {
  readonly name: string;
  readonly label?: string;
  readonly at_least: number | null;
}

export interface District {
  readonly name: string;
  readonly label: string;
  readonly x: number;
  readonly y: number;
}

export interface Lens {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly colours: { readonly light: readonly string[]; readonly dark: readonly string[] };
  readonly legend: readonly { readonly value: number; readonly label: string }[];
  readonly kind: "categories" | "scale" | "flag";
  readonly unit?: string;
}

export interface Series {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly unit: string;
  readonly group: string;
}

export interface Source {
  readonly words: string;
  readonly address: string | null;
  readonly assumed: boolean;
}

export type Value = number | string | boolean | null;

export interface Control {
  readonly path: string;
  readonly label: string;
  readonly help: string;
  readonly group: string;
  readonly kind: "number" | "switch" | "choice" | "drop";
  readonly value: Value;
  readonly lowest?: number | null;
  readonly highest?: number | null;
  readonly step?: number | null;
  readonly unit?: string | null;
  readonly choices?: readonly (string | { readonly value: string; readonly label: string })[] | null;
  /** Where the number comes from, in words; and whether it is assumed. */
  readonly source?: Source | string | null;
  readonly assumed?: boolean;
}

export interface Change {
  readonly path: string;
  readonly to?: Value;
  readonly times?: number;
  readonly drop?: true;
  readonly day: number | null;
  readonly label: string;
}

/** Changes that are asked for often, under one name. */
export interface Preset {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly changes: readonly Change[];
}

export interface Compared {
  /** In words, a sentence each. */
  readonly changes: readonly (Change | string)[];
  readonly sentence?: string;
}

export interface City {
  readonly synthetic: string;
  readonly scenario: string;
  readonly title: string;
  readonly summary: string;
  readonly citizens: number;
  readonly days: number;
  /** Seeds may be larger than the numbers of a browser. */
  readonly seed: string | number;
  readonly life: string | number | null;
  readonly day: number;
  readonly start_date: string;
  readonly currency: string;
  readonly start: number;
  readonly scored: boolean;
  readonly categories: readonly Category[];
  readonly districts: readonly District[];
  readonly size: readonly [number, number];
  readonly lots: number;
  readonly community: number;
  readonly water: readonly (readonly [number, number])[];
  readonly lenses: readonly Lens[];
  readonly series: readonly Series[];
  readonly finds: readonly string[];
  readonly controls: readonly Control[];
  readonly presets?: readonly Preset[];
  readonly changes: readonly (Change | string)[];
  readonly compared: Compared | null;
  /** Whether this is one run in a file, with no engine to ask. */
  readonly recorded?: boolean;
}

export interface ScenarioCard {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly citizens: number;
  readonly days: number;
}

export interface Hello {
  readonly version: string;
  readonly scenarios: readonly ScenarioCard[];
  readonly most_citizens: number;
  readonly start: {
    readonly scenario: string;
    readonly citizens: number;
    readonly seed: string | number;
    readonly life: string | number | null;
    readonly run: string | null;
  };
  /** What this session is called, to take it up again after a lost connection. */
  readonly session?: string;
  /** Whether a city of this session stands open. */
  readonly open?: boolean;
}

export type Row = Readonly<Record<string, number | null>> & { readonly day: number };

export interface FrameHead {
  readonly day: number;
  readonly lens: string;
  readonly worlds: 1 | 2;
  readonly differ: number;
  readonly numbers: readonly (readonly Row[])[];
  readonly reset?: boolean;
  readonly ended?: boolean;
  readonly digest?: string;
}

export interface Line {
  readonly base: readonly (number | null)[];
  readonly influence: readonly (number | null)[] | null;
  readonly total: readonly (number | null)[];
  readonly category: readonly number[];
}

export interface LifeEvent {
  readonly day: number;
  readonly date: string;
  readonly kind: string;
  readonly title: string;
  readonly what?: string;
  readonly detail: string;
  readonly points: number | null;
  readonly good: boolean | null;
  readonly filing: string | null;
  readonly filed_by: string;
  readonly parameter: string;
  readonly wrong: string;
  readonly truth: string;
  readonly other: number | null;
  readonly category: string | number | null;
  readonly total: number | null;
}

export interface Contact {
  readonly citizen: number;
  readonly total: number | null;
  readonly category: number | string | null;
  readonly known: boolean;
  readonly ties: string;
}

export interface Citizen {
  readonly citizen: number;
  readonly world: number;
  readonly day: number;
  readonly who: readonly { readonly label: string; readonly level: string }[];
  readonly sentence: string;
  readonly start: number;
  readonly start_category: string;
  readonly line: Line | null;
  readonly true_category: readonly number[] | null;
  readonly events: readonly LifeEvent[];
  readonly contacts: readonly Contact[];
  readonly contacts_mean?: number | null;
  readonly notes: readonly string[];
}

export interface Such {
  readonly citizen: number;
  readonly number: number;
  readonly rule: string;
}

export interface Found {
  readonly what: string;
  readonly citizens: readonly number[];
  readonly number?: number | null;
  readonly message: string;
}

export interface WhatIf {
  readonly citizen: number;
  readonly without: string;
  readonly line: Line;
  readonly events: readonly LifeEvent[];
  readonly same: boolean;
  readonly others: number;
  readonly sentence: string;
}

export interface Exported {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

export interface Progress {
  readonly what: string;
  readonly done: number;
  readonly of: number;
  /** Points, a day each, of a life that is being lived again. */
  readonly so_far?: readonly number[];
}
