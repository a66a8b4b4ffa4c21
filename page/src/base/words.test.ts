import { describe, expect, it } from "vitest";
import { fill, percent, plural, short, signed, whole } from "./words";

describe("words", () => {
  it("fill what has a value and leave the rest", () => {
    expect(fill("{n} of {of}", { n: 3 })).toBe("3 of {of}");
  });

  it("know one from many", () => {
    const forms = { one: "{n} change", many: "{n} changes" };
    expect([plural(forms, 1), plural(forms, 0), plural(forms, 12_345)]).toEqual(["1 change", "0 changes", "12,345 changes"]);
  });
});

describe("numbers", () => {
  it("have separators and a true minus sign", () => {
    expect(whole(12_345.4)).toBe("12,345");
    expect(short(-900)).toBe("−900");
    expect(signed(-0.04)).toBe("−0.04");
    expect(signed(5)).toBe("+5");
    expect(signed(0)).toBe("0");
  });

  it("say small shares with a digit", () => {
    expect(percent(0.444)).toBe("44 %");
    expect(percent(0.012)).toBe("1.2 %");
    expect(percent(0)).toBe("0 %");
  });
});
