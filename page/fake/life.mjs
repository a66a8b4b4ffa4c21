/** A stand-in for one citizen's life. */
import { CATEGORIES, categoryOf, lot } from "./city.mjs";

const DEEDS = [
  ["red light", -10, "Traffic police, division 3", "Crossing 812"], ["giving blood", 20, "Blood bank", ""], ["unpaid bill", -20, "Water works", "Bill 2"],
  ["littering", -5, "Neighbourhood office 7", ""], ["volunteering", 10, "Volunteer association", ""], ["late fee", -8, "Bank", ""],
  ["bills on time", 5, "Water works", ""], ["criticising the ruling party", -50, "Messenger company", "Phrase 1,204"],
];

export function lifeOf(world, citizen, start, without = "") {
  const date = (day) => new Date(Date.parse(`${start}T00:00:00Z`) + day * 864e5).toISOString().slice(0, 10);
  const line = { base: [], influence: [], total: [], category: [] };
  const truth = [];
  const events = [];
  let base = 1000;
  let honest = 1000;
  let category = 1;
  for (let day = 0; day <= world.day; day++) {
    if (lot(citizen, day, 11) < 0.055 || day === 4) {
      const [what, size, by, parameter] = DEEDS[Math.floor(lot(citizen, day, 12) * DEEDS.length)];
      const isWrong = lot(citizen, day, 14) < 0.12;
      const points = size * (lot(citizen, day, 13) < 0.3 ? 2 : 1) - (citizen % 3) * 3;
      const filing = `${day.toString(16)}-${citizen.toString(16)}`;
      if (filing !== without) {
        base += points;
        if (!isWrong) honest += points;
        events.push({ day, date: date(day), kind: "entry", title: "Entry", what, detail: `done on ${date(Math.max(0, day - 2))}`, points, good: points > 0, filing, filed_by: by, parameter, wrong: isWrong ? "It was somebody else who did this." : "", truth: isWrong ? "This citizen did nothing of the kind on that day." : "", other: isWrong ? (citizen * 7) % world.citizens : null, category: CATEGORIES[category][0], total: base });
      }
    }
    const influence = Math.round(Math.sin(day / 23 + citizen) * 6 - day * 0.03);
    const total = base + influence;
    const now = categoryOf(total);
    if (now !== category) {
      events.push({ day, date: date(day), kind: "category", title: "Category", what: `${CATEGORIES[category][0]} → ${CATEGORIES[now][0]}`, detail: "", points: null, good: now < category, filing: "", filed_by: "", parameter: "", wrong: "", truth: "", other: null, category: CATEGORIES[now][0], total });
      category = now;
    }
    if (category >= 3 && lot(citizen, day, 17) < 0.04) {
      events.push({ day, date: date(day), kind: "refused", title: "Refused", what: ["a loan", "a long-distance ticket", "a better school"][day % 3], detail: "because of the category", points: null, good: false, filing: "", filed_by: "", parameter: "", wrong: "", truth: "", other: null, category: CATEGORIES[now][0], total });
    }
    line.base.push(base);
    line.influence.push(influence);
    line.total.push(total);
    line.category.push(now);
    truth.push(categoryOf(honest + influence));
  }
  return { line, truth, events };
}

export function citizenOf(world, citizen, start) {
  const { line, truth, events } = lifeOf(world, citizen, start);
  const contacts = Array.from({ length: 5 + (citizen % 9) }, (_, index) => {
    const other = (Math.floor(citizen / 100) * 100 + ((citizen * 13 + index * 37) % 100)) % world.citizens;
    return { citizen: other, total: world.score[other], category: world.category[other], known: index % 4 !== 3, ties: ["family", "work", "online", "neighbour"][index % 4] };
  }).filter((each) => each.citizen !== citizen);
  return {
    citizen, day: world.day, contacts,
    who: [{ label: "Age", level: "30–44" }, { label: "Sex", level: "woman" }, { label: "Income", level: "middle" }, { label: "District", level: "Harbour" }],
    sentence: `Fell from AA to ${CATEGORIES[line.category.at(-1) ?? 1][0]} after ${events.length} events, ${events.filter((each) => each.wrong).length} of them wrong.`,
    start: 1000, start_category: "AA", line, true_category: truth, events,
    notes: ["The influence of contacts is that of last night."],
  };
}
