import { expect, test, vi } from "vitest";
import { AHEAD, asking, embedded, goAhead, type All, type Working } from "./source";
import { CHAPTERS, CHOICES } from "./types";
import en from "./words/en.json";

const all = { quiet: { "as-it-is": { chapter: "quiet" } } } as unknown as All;

test("a file answers from what it holds, and says so where it holds nothing", async () => {
  const source = embedded(all);
  expect(source.live).toBe(false);
  expect(await source.outcome("quiet", "as-it-is")).toEqual({ chapter: "quiet" });
  await expect(source.outcome("quiet", "other")).rejects.toThrow("quiet");
});

test("a server is asked once for each choice, and again after a failure", async () => {
  const ask = vi.fn().mockRejectedValueOnce(new Error("lost")).mockResolvedValue({ chapter: "quiet" });
  const source = asking(ask);
  await expect(source.outcome("quiet", "as-it-is")).rejects.toThrow("lost");
  await source.outcome("quiet", "as-it-is");
  await source.outcome("quiet", "as-it-is");
  expect(ask).toHaveBeenCalledTimes(2);
});

test("everybody who waits is told how far it is, whoever asked first", async () => {
  let report: (working: Working) => void = () => undefined;
  const source = asking((_chapter, _choice, tell) => {
    report = tell;
    return new Promise(() => undefined);
  });
  const later = vi.fn();
  void source.outcome("quiet", "as-it-is");
  void source.outcome("quiet", "as-it-is", later);
  report({ what: "lives", done: 1, of: 6 });
  expect(later).toHaveBeenCalledWith({ what: "lives", done: 1, of: 6 });
});

test("what is worked out ahead comes one after the other, and ends when nobody wants it", async () => {
  const asked: string[] = [];
  const source = asking(async (chapter, choice) => {
    asked.push(`${chapter}/${choice}`);
    if (asked.length === 3) end();
    return {};
  });
  const end = goAhead(source);
  await new Promise((settle) => setTimeout(settle, 20));
  expect(asked).toEqual(AHEAD.slice(0, 3).map((one) => one.join("/")));
});

test("every chapter and choice has its words", () => {
  for (const name of CHAPTERS) expect(en.chapters[name].title).not.toBe("");
  for (const name of ["points", "mistake", "quiet"] as const) {
    expect(Object.keys(en.chapters[name].choices)).toEqual([...CHOICES[name]]);
  }
  expect(Object.keys(en.chapters.blame.players)).toEqual(CHOICES.blame.slice(1));
});
