/** A stand-in for a city, for work on the page alone: the right shape, and no science at all. */

export const CATEGORIES = [["AAA", 1050], ["AA", 1000], ["A", 950], ["B", 900], ["C", 850], ["D", null]];
export const COMMUNITY = 100;
const LOTS = 10;
const PITCH = LOTS + 1;
const DISTRICTS = ["Old Town", "Harbour", "Mill Quarter", "Northfields", "University", "Ironworks", "Garden Side"];
const LIGHT = ["#1a4b87", "#5f94c6", "#b5cbde", "#e4d5bf", "#db8a43", "#85290c"];
const DARK = ["#3f7cc0", "#7aaad8", "#b4c6d6", "#d6c4a9", "#dd8d49", "#b8431c"];

export function lot(one, other, third = 0) {
  let value = Math.imul(one + 1, 0x9e3779b1) ^ Math.imul(other + 7, 0x85ebca6b) ^ Math.imul(third + 13, 0xc2b2ae35);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  value = Math.imul(value ^ (value >>> 12), 0x297a2d39);
  return ((value ^ (value >>> 15)) >>> 0) / 2 ** 32;
}

function layOut(citizens) {
  const number = Math.ceil(citizens / COMMUNITY);
  let reach = 3;
  while (3 * reach * reach < number + 8 * reach) reach++;
  const cells = [];
  const water = [];
  for (let y = -reach - 2; y <= reach + 2; y++) {
    const course = Math.round(reach / 3 + Math.sin(y / (reach / 3 + 1)) * (reach / 7));
    for (let x = -reach - 2; x <= reach + 2; x++) {
      if (x === course && number >= 24) water.push([x, y]);
      else cells.push([x, y]);
    }
  }
  cells.sort((one, other) => one[0] ** 2 + one[1] ** 2 - other[0] ** 2 - other[1] ** 2 || one[1] - other[1] || one[0] - other[0]);
  const taken = cells.slice(0, number);
  const left = Math.min(...taken.map((each) => each[0]));
  const top = Math.min(...taken.map((each) => each[1]));
  const wide = Math.max(...taken.map((each) => each[0])) - left + 1;
  const high = Math.max(...taken.map((each) => each[1])) - top + 1;
  const bounds = taken.map(([x, y]) => [(x - left) * PITCH, (y - top) * PITCH]);
  const x = new Uint16Array(citizens);
  const y = new Uint16Array(citizens);
  for (let citizen = 0; citizen < citizens; citizen++) {
    const [blockX, blockY] = bounds[Math.floor(citizen / COMMUNITY)];
    x[citizen] = blockX + (citizen % LOTS);
    y[citizen] = blockY + Math.floor((citizen % COMMUNITY) / LOTS);
  }
  const rows = new Set(bounds.map((each) => each[1]));
  const river = water.map(([a, b]) => [(a - left) * PITCH, (b - top) * PITCH]).filter((each) => rows.has(each[1]));
  const middle = [(wide * PITCH) / 2, (high * PITCH) / 2];
  const districts = DISTRICTS.map((label, index) => {
    const turn = (2 * Math.PI * index) / (DISTRICTS.length - 1);
    const far = index === 0 ? 0 : 0.31;
    return { name: label.toLowerCase(), label, x: middle[0] + Math.cos(turn) * far * wide * PITCH, y: middle[1] + Math.sin(turn) * far * high * PITCH };
  });
  return { x, y, size: [wide * PITCH, high * PITCH], water: river, districts };
}

export class FakeWorld {
  constructor(citizens, seed, mildness) {
    this.citizens = citizens;
    this.seed = seed;
    this.mildness = mildness;
    this.start();
  }

  start() {
    this.day = -1;
    this.rows = [];
    this.score = new Int16Array(this.citizens).fill(1000);
    this.category = new Uint8Array(this.citizens).fill(1);
    this.fear = new Uint8Array(this.citizens);
  }

  pass() {
    this.day++;
    const { score, category, day, citizens, seed, mildness } = this;
    const counts = [0, 0, 0, 0, 0, 0];
    let fell = 0;
    let rose = 0;
    let entries = 0;
    let sum = 0;
    for (let citizen = 0; citizen < citizens; citizen++) {
      const draw = lot(citizen, day, seed);
      if (draw < 0.09) {
        const hood = Math.sin(Math.floor(citizen / 100) / 9) * 0.18;
        const good = lot(citizen, 999, seed) * 0.8 + lot(citizen, day, seed + 5) * 0.4 > 0.52 + hood - mildness;
        score[citizen] += good ? 2 + Math.floor(draw * 90) : -Math.floor(3 + draw * 190);
        entries++;
        const now = categoryOf(score[citizen]);
        if (now > category[citizen]) fell++;
        else if (now < category[citizen]) rose++;
        category[citizen] = now;
        if (!good && this.fear[citizen] < 44) this.fear[citizen] += 3;
      }
      counts[category[citizen]]++;
      sum += score[citizen];
    }
    const low = counts[4] + counts[5];
    this.rows.push({
      day,
      ...Object.fromEntries(CATEGORIES.map(([name], index) => [`in_${name}`, counts[index]])),
      mean: Math.round((sum / citizens) * 1000) / 1000,
      fell, rose,
      refusals: Math.round(low * 0.031 * (0.9 + lot(day, 3) * 0.2)),
      entries,
      denunciations: Math.round(citizens * 0.0006 * (0.7 + lot(day, 4) * 0.6)),
      critical: Math.round(citizens * (0.16 - Math.min(0.11, day * 0.0011))),
      silenced: Math.round(citizens * (0.09 + Math.min(0.12, day * 0.0012))),
      harm: Math.round(low * 3.1), harm_erroneous: Math.round(low * 0.31), harm_by_association: Math.round(low * 0.52),
      harm_unrelated: Math.round(low * 1.7), harm_disproportionate: Math.round(low * 0.8),
    });
  }

  look(lens) {
    if (lens === "category") return Uint8Array.from(this.category);
    if (lens === "score") return Uint8Array.from(this.score, (each) => Math.max(0, Math.min(47, Math.round((each - 750) / 8.5))));
    if (lens === "fear") return Uint8Array.from(this.fear);
    return Uint8Array.from(this.category, (_, citizen) => (lot(citizen, 77) < 0.11 ? 1 : 0));
  }
}

export function categoryOf(score) {
  const found = CATEGORIES.findIndex(([, bound]) => bound === null || score >= bound);
  return found;
}

function shades(colours, number) {
  return Array.from({ length: number }, (_, index) => {
    const place = (index * (colours.length - 1)) / (number - 1);
    const below = Math.min(Math.floor(place), colours.length - 2);
    const share = place - below;
    const channels = (colour) => [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
    const [one, other] = [channels(colours[below]), channels(colours[below + 1])];
    return `#${one.map((each, channel) => Math.round(each + (other[channel] - each) * share).toString(16).padStart(2, "0")).join("")}`;
  });
}

const SHARES = { light: ["#f2ece3", "#f0d3b0", "#e9ae73", "#d6803a", "#ad4f1b", "#74260c"], dark: ["#2b2d30", "#4d3a2c", "#7a4c29", "#ab602a", "#dc8240", "#ffb984"] };

export const LENSES = [
  { name: "category", label: "Category", help: "Whom the data centre puts where", kind: "categories", colours: { light: LIGHT, dark: DARK }, legend: CATEGORIES.map(([label], value) => ({ value, label })) },
  { name: "score", label: "Score", help: "Everybody’s points last night", kind: "scale", colours: { light: shades(LIGHT.toReversed(), 48), dark: shades(DARK.toReversed(), 48) }, legend: [{ value: 0, label: "750 or less" }, { value: 23, label: "950" }, { value: 47, label: "1150 or more" }] },
  { name: "aware", label: "Knows of the system", help: "Who knows that single deeds are filed and count", kind: "categories", colours: { light: ["#efece6", "#6b5a7d"], dark: ["#292d33", "#a48fbb"] }, legend: [{ value: 0, label: "does not know" }, { value: 1, label: "knows" }] },
  { name: "fear", label: "Fear", help: "Fear of speaking critically", kind: "scale", colours: { light: shades(SHARES.light, 48), dark: shades(SHARES.dark, 48) }, legend: [{ value: 0, label: "none" }, { value: 47, label: "full" }] },
];

export { layOut };
