import { describe, expect, it } from "vitest";
import { readFrame, readPlaces } from "./binary";
import { Film } from "./film";
import { livedAgain } from "./lived_again";
import { decodeView, encodeView, type View } from "./link";
import { paceOf } from "./pace";

function packed(head: object, bytes: readonly number[]): ArrayBuffer {
  let text = JSON.stringify(head);
  text += " ".repeat((4 - (text.length % 4)) % 4);
  const buffer = new ArrayBuffer(4 + text.length + bytes.length);
  new DataView(buffer).setUint32(0, text.length, true);
  new Uint8Array(buffer, 4).set(new TextEncoder().encode(text));
  new Uint8Array(buffer, 4 + text.length).set(bytes);
  return buffer;
}

describe("binary answers", () => {
  it("has the JSON first and the bytes after it", () => {
    const { head, bytes } = readFrame<{ id: number; day: number }>(packed({ id: 7, day: 41 }, [5, 0, 255]));
    expect(head).toEqual({ id: 7, day: 41 });
    expect([...bytes]).toEqual([5, 0, 255]);
  });

  it("reads every x before every y", () => {
    const { bytes } = readFrame(packed({ id: 1 }, [1, 0, 2, 1, 3, 0, 4, 0]));
    const { x, y } = readPlaces(bytes, 2);
    expect([...x]).toEqual([1, 258]);
    expect([...y]).toEqual([3, 4]);
  });
});

describe("a link", () => {
  const view: View = {
    scenario: "essay",
    citizens: 20_000,
    seed: "18446744073709551615",
    life: null,
    day: 41,
    lens: "fear",
    citizen: 4711,
    changes: [{ path: "rulebook.influence.weight", to: 0, day: 12, label: "weight & more" }],
    compared: [],
  };

  it("comes back as the view that it was made of", () => {
    const query = new URLSearchParams(encodeView(view).split("?")[1]);
    expect(decodeView(query)).toEqual(view);
  });

  it("names no city if a part is missing or no number", () => {
    expect(decodeView(new URLSearchParams("scenario=essay&citizens=many&seed=1"))).toBeNull();
    expect(decodeView(new URLSearchParams("citizens=100&seed=1"))).toBeNull();
  });

  it("leaves out changes that are none", () => {
    const query = new URLSearchParams("scenario=essay&citizens=100&seed=1&changes=%5B1%2C%7B%22path%22%3A%22a%22%7D%5D");
    expect(decodeView(query)?.changes).toEqual([{ path: "a" }]);
    query.set("changes", "{broken");
    expect(decodeView(query)?.changes).toEqual([]);
  });
});

describe("the pace", () => {
  it("keeps the number of days in a second", () => {
    for (const speed of [1, 5, 30, 60, 240]) {
      const { days, every } = paceOf(speed, false);
      expect((1000 * days) / every).toBeCloseTo(speed);
      expect(every).toBeGreaterThanOrEqual(1000 / 60 - 0.001);
    }
  });

  it("shows one picture a second where motion is not wanted", () => {
    expect(paceOf(10, true)).toEqual({ days: 10, every: 1000 });
    expect(paceOf(0, true).every).toBe(1000);
  });
});

describe("the film", () => {
  it("gives back a day that was kept, and nothing for one that was not", () => {
    const film = new Film();
    const picture = [new Uint8Array([1]), null] as const;
    film.keep(3, picture);
    expect(film.at(3)).toEqual({ day: 3, pictures: picture });
    expect(film.at(4)).toBeNull();
    film.clear();
    expect(film.at(3)).toBeNull();
  });

  it("lets go of every second picture when there are too many bytes", () => {
    const film = new Film();
    const large = new Uint8Array(50 * 2 ** 20);
    for (let day = 0; day < 6; day++) film.keep(day, [large, null]);
    expect(film.at(0)?.day).toBe(0);
    expect(film.at(3)?.day).toBe(2);
  });
});

describe("a life without one filing", () => {
  it("is the life that was until the filing, and from then on what is lived again", () => {
    expect(livedAgain([1000, 990, 980, 970], [1005], 2)).toEqual([1000, 990, 1005]);
    expect(livedAgain([1000, 990, 980, 970], [1005, 1010], 2)).toEqual([1000, 990, 1005, 1010]);
  });
});
