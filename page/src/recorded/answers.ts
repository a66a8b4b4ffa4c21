/** What the server would answer, out of a recorded run. */
import { fill, whole, words } from "../base/words";
import type { Citizen, Exported, Found, FrameHead, LifeEvent, Line, Such, WhatIf } from "../session/types";
import { type Written, unpack } from "./record";
import { Reel } from "./reel";

/** What is refused is said in one sentence. */
export class NotRecorded extends Error {}

interface Asked {
  readonly days?: number;
  readonly day?: number;
  readonly lens?: string;
  readonly citizen?: number;
  readonly what?: string;
  readonly without?: string;
}

export class Recorded {
  private told = 0;

  private constructor(
    private readonly written: Written,
    private readonly places: Uint8Array,
    private readonly lasting: ReadonlyMap<string, Uint8Array>,
    private readonly reel: Reel,
  ) {}

  static async read(written: Written): Promise<Recorded> {
    const [places, start, moves] = await Promise.all([written.places, written.start, written.moves].map(unpack));
    const lasting = new Map<string, Uint8Array>();
    for (const [name, packed] of Object.entries(written.lenses)) lasting.set(name, await unpack(packed));
    return new Recorded(written, places!, lasting, new Reel(start!, moves!, written.moves_a_day));
  }

  answer(name: string, asked: Asked): unknown {
    const { city } = this.written;
    switch (name) {
      case "hello":
        return { version: "", scenarios: [], most_citizens: city.citizens, open: false, start: { ...city, run: null } };
      case "open":
        this.reel.goTo(-1);
        return city;
      case "city":
        return { ...city, day: this.reel.day };
      case "places":
        return { head: { id: 0 }, bytes: this.places };
      case "advance":
        this.reel.goTo(this.reel.day + (asked.days ?? 1));
        return this.frame(asked.lens);
      case "frame":
        return this.frame(asked.lens);
      case "back":
        this.reel.goTo(asked.day ?? -1);
        this.told = 0;
        return this.frame(asked.lens);
      case "citizen":
        return this.citizen(asked.citizen ?? -1);
      case "such":
        return this.such(asked.citizen ?? -1);
      case "find":
        return this.find(asked.what ?? "");
      case "what_if":
        return this.whatIf(`${asked.citizen} ${asked.without}`);
      case "export":
        return this.exported();
      default:
        throw new NotRecorded(words.city.recorded.noEngine);
    }
  }

  private frame(lens = "category"): { head: FrameHead & { id: number }; bytes: Uint8Array } {
    const { day } = this.reel;
    const rows = this.written.numbers.slice(this.told, day + 1);
    const reset = this.told === 0;
    this.told = day + 1;
    const ended = day === this.reel.last;
    const head = { id: 0, day, lens, worlds: 1 as const, differ: 0, numbers: [rows], reset, ended };
    const bytes = this.lasting.get(lens) ?? this.reel.category.slice();
    return { head: ended ? { ...head, digest: this.written.digest } : head, bytes };
  }

  private citizen(number: number): Citizen {
    const found = this.written.citizens[String(number)];
    if (!found) throw new NotRecorded(fill(words.city.recorded.notTold, { number: whole(number) }));
    const { day } = this.reel;
    const isOver = day === this.reel.last;
    // Of contacts only the category of the day is known; their scores are those of the last evening.
    const contacts = found.contacts.map((one) =>
      isOver ? one : { ...one, total: null, category: this.placeOf(one.citizen) },
    );
    return {
      ...found,
      day,
      world: 0,
      contacts,
      sentence: isOver ? found.sentence : "",
      line: found.line && day >= 0 ? upTo(found.line, day) : null,
      true_category: found.true_category?.slice(0, day + 1) ?? null,
      events: eventsUpTo(found.events, day),
    };
  }

  private placeOf(citizen: number): number {
    const place = this.reel.category[citizen]!;
    return place < this.written.city.categories.length ? place : -1;
  }

  private such(number: number): Such {
    const found = this.written.such[String(number)];
    if (!found) throw new NotRecorded(fill(words.city.recorded.notTold, { number: whole(number) }));
    return found;
  }

  private find(what: string): Found {
    return { what, citizens: this.written.finds[what] ?? [], message: "" };
  }

  private whatIf(key: string): WhatIf {
    const found = this.written.what_if[key];
    if (!found) throw new NotRecorded(words.city.recorded.noWhatIf);
    const { day } = this.reel;
    const isOver = day === this.reel.last;
    return {
      ...found,
      line: upTo(found.line, day),
      events: eventsUpTo(found.events, day),
      sentence: isOver ? found.sentence : words.city.recorded.soFar,
    };
  }

  private exported(): Exported {
    const rows = this.written.numbers.slice(0, this.reel.day + 1);
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const lines = rows.map((row) => [...columns.map((name) => row[name] ?? ""), "SYNTHETIC"].join(","));
    const text = [[...columns, "synthetic"].join(","), ...lines].join("\r\n");
    return { name: `glasscity-${this.written.city.scenario}-days-SYNTHETIC.csv`, type: "text/csv", text };
  }
}

function upTo(line: Line, day: number): Line {
  const end = day + 1;
  return {
    base: line.base.slice(0, end),
    influence: line.influence?.slice(0, end) ?? null,
    total: line.total.slice(0, end),
    category: line.category.slice(0, end),
  };
}

function eventsUpTo(events: readonly LifeEvent[], day: number): LifeEvent[] {
  return events.filter((event) => event.day <= day);
}
