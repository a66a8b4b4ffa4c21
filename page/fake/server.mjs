/** A stand-in for the server, for work on the page alone: `npm run fake`, then http://127.0.0.1:8899/. */
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { CATEGORIES, COMMUNITY, FakeWorld, layOut, LENSES, lot } from "./city.mjs";
import { citizenOf, lifeOf } from "./life.mjs";
import { controls, PRESETS } from "./rules.mjs";

const FILES = process.env.PAGE_FILES ?? fileURLToPath(new URL("../../src/glasscity/watch/page/", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".md": "text/markdown" };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const START = "2018-01-01";
const DAYS = 365;

const server = createServer((request, response) => {
  const path = normalize(new URL(request.url, "http://here").pathname).replace(/^(\.\.[/\\])+/, "");
  const file = join(FILES, path === "/" ? "index.html" : path);
  if (!existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-security-policy": POLICY, "cache-control": "no-store" });
  createReadStream(file).pipe(response);
});

const series = [
  ...CATEGORIES.map(([name]) => ({ name: `in_${name}`, label: name, help: `Citizens in category ${name}`, unit: "citizens", group: "categories" })),
  { name: "mean", label: "Mean score", help: "Of everybody who is scored", unit: "points", group: "score" },
  { name: "fell", label: "Fell today", help: "Moved to a worse category", unit: "citizens", group: "categories_moved" },
  { name: "rose", label: "Rose today", help: "Moved to a better category", unit: "citizens", group: "categories_moved" },
  { name: "refusals", label: "Refused because of the score", help: "Requests refused because of the score", unit: "requests", group: "doors" },
  { name: "entries", label: "Entries", help: "What the data centre put on file today", unit: "entries", group: "filings" },
  { name: "denunciations", label: "Denunciations", help: "Citizens who told of somebody today", unit: "denunciations", group: "filings" },
  { name: "critical", label: "Speak critically", help: "Say aloud what they think", unit: "citizens", group: "voice" },
  { name: "silenced", label: "Disapprove in silence", help: "Disapprove, and say nothing", unit: "citizens", group: "voice" },
  { name: "harm", label: "Doors closed or dearer", help: "", unit: "restriction-days", group: "harm" },
  { name: "harm_erroneous", label: "… in error", help: "The true record would not close it", unit: "restriction-days", group: "harm" },
  { name: "harm_by_association", label: "… because of contacts", help: "One’s own file alone would not close it", unit: "restriction-days", group: "harm" },
  { name: "harm_unrelated", label: "… for something unrelated", help: "", unit: "restriction-days", group: "harm" },
];

class Session {
  worlds = [];
  sent = [0, 0];
  changes = [];
  compared = null;

  city() {
    const { ground, question } = this;
    return {
      answer: "city", synthetic: "SYNTHETIC: nobody in this city exists", ...question, title: "The city of the essay", summary: "A city of invented adults.",
      citizens: this.worlds[0].citizens, days: DAYS, life: null, day: this.worlds[0].day, start_date: START, currency: "yuan", start: 1000, scored: true,
      categories: CATEGORIES.map(([name, at_least]) => ({ name, at_least })), districts: ground.districts, size: ground.size, lots: 10, community: COMMUNITY, water: ground.water,
      lenses: LENSES, series, finds: this.worlds[0].day < 0 ? [] : ["fell to D", "wrongly accused", "an informer", "fell silent"], controls: controls(), presets: PRESETS,
      changes: this.changes.map((each) => `${each.label || each.path} → ${each.to ?? "dropped"}`), compared: this.compared && { changes: this.compared.map((each) => each.label) },
    };
  }

  open({ scenario, citizens, seed, changes }) {
    this.question = { scenario, seed };
    this.ground = layOut(citizens);
    this.worlds = [new FakeWorld(citizens, Number(seed) || 1, 0)];
    this.changes = changes ?? [];
    this.compared = null;
    this.sent = [0, 0];
    return this.city();
  }

  frame(lens) {
    const isFirst = this.sent[0] === 0;
    const numbers = this.worlds.map((world, index) => world.rows.slice(this.sent[index]));
    this.sent = [0, 1].map((index) => this.worlds[index]?.rows.length ?? 0);
    const [first, second] = this.worlds;
    let differ = 0;
    if (second) for (let citizen = 0; citizen < first.citizens; citizen++) differ += first.category[citizen] !== second.category[citizen] ? 1 : 0;
    const head = { answer: "frame", day: first.day, lens, worlds: this.worlds.length, differ, numbers, reset: isFirst, ended: first.day === DAYS - 1, digest: first.day === DAYS - 1 ? "5f1c0de5" : undefined };
    return { head, bytes: this.worlds.map((world) => world.look(lens)) };
  }

  answer(ask, progress) {
    switch (ask.ask) {
      case "hello":
        return { answer: "hello", version: "0", session: "fake", most_citizens: 1_000_000, scenarios: ["essay", "rongcheng-2016", "no-score"].map((name) => ({ name, title: name === "essay" ? "The city of the essay" : `The city ${name}`, summary: "A city of 100,000 invented adults. Everybody starts with 1000 points. And so on.", citizens: 100_000, days: DAYS })), start: { scenario: "essay", citizens: Number(process.env.CITIZENS ?? 100_000), seed: "1", life: null, run: null } };
      case "open":
        progress("founding the city", 0, 1);
        return this.open(ask);
      case "city":
        if (!this.worlds.length) throw new Error("no city is open");
        return this.city();
      case "places":
        return { head: { answer: "places" }, bytes: [new Uint8Array(this.ground.x.buffer), new Uint8Array(this.ground.y.buffer)] };
      case "advance":
        for (let done = 0; done < ask.days && this.worlds[0].day < DAYS - 1; done++) {
          for (const world of this.worlds) world.pass();
          if (ask.days > 1) progress("days", done + 1, ask.days);
        }
        return this.frame(ask.lens);
      case "frame":
        return this.frame(ask.lens);
      case "back":
        for (const world of this.worlds) {
          world.start();
          while (world.day < ask.day) world.pass();
        }
        this.sent = [0, 0];
        return this.frame(ask.lens);
      case "citizen":
        return { answer: "citizen", world: ask.world, ...citizenOf(this.worlds[ask.world], ask.citizen, START) };
      case "such":
        return { answer: "such", citizen: ask.citizen, number: 3120, rule: "fell to the same category by a wrong entry" };
      case "find":
        return { answer: "find", what: ask.what, citizens: Array.from({ length: 6 }, (_, index) => Math.floor(lot(index, ask.what.length) * this.worlds[0].citizens)), message: "" };
      case "what_if": {
        const filing = ask.without.replace("filing:", "");
        const twin = lifeOf(this.worlds[0], ask.citizen, START, filing);
        for (let day = 0; day < 20; day++) progress("days without it", day, 20);
        return { answer: "what_if", citizen: ask.citizen, without: ask.without, line: twin.line, events: twin.events, same: false, others: 14, sentence: "Without it they would have 20 points more today and be in A instead of B. 14 other citizens would have another score." };
      }
      case "change":
        this.changes.push(...ask.changes);
        this.sent = [0, 0];
        return this.city();
      case "compare": {
        this.compared = ask.changes.length ? ask.changes : null;
        this.worlds.length = 1;
        this.sent = [0, 0];
        if (ask.changes.length) {
          const second = new FakeWorld(this.worlds[0].citizens, this.worlds[0].seed, 0.05);
          while (second.day < this.worlds[0].day) {
            second.pass();
            progress("days", second.day, this.worlds[0].day);
          }
          this.worlds.push(second);
        }
        return this.city();
      }
      case "export":
        return { answer: "export", name: "glasscity-essay-SYNTHETIC.toml", type: "text/plain", text: "# SYNTHETIC\n" };
      case "stop":
        return { answer: "stop" };
    }
    throw new Error(`${ask.ask}: nothing answers this here`);
  }
}

function packed(id, { head, bytes }) {
  let text = Buffer.from(JSON.stringify({ id, ...head }));
  if (text.length % 4) text = Buffer.concat([text, Buffer.alloc(4 - (text.length % 4), " ")]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text, ...bytes]);
}

new WebSocketServer({ server, path: "/session", perMessageDeflate: false }).on("connection", (socket) => {
  const session = new Session();
  socket.on("message", (message) => {
    const ask = JSON.parse(message.toString());
    const progress = (what, done, of) => socket.send(JSON.stringify({ id: ask.id, progress: { what, done, of } }));
    try {
      const answer = session.answer(ask, progress);
      socket.send(answer.head ? packed(ask.id, answer) : JSON.stringify({ id: ask.id, ...answer }));
    } catch (error) {
      socket.send(JSON.stringify({ id: ask.id, error: { message: error.message, place: null } }));
    }
  });
});

const port = Number(process.env.PORT ?? 8899);
server.listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}/`));
