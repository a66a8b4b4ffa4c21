import { ground, token } from "../base/ground";
import { city } from "../session/state";

/** Index of a category that is given by its name or its index; −1 for none. */
export function categoryIndex(category: string | number | null): number {
  if (typeof category === "number") return category;
  if (category === null) return -1;
  return city.value?.categories.findIndex((each) => each.name === category) ?? -1;
}

export function categoryColour(category: string | number | null): string {
  const lens = city.value?.lenses.find((each) => each.name === "category");
  return lens?.colours[ground.value][categoryIndex(category)] ?? token("plot");
}

export function categoryName(category: string | number | null): string {
  return city.value?.categories[categoryIndex(category)]?.name ?? "–";
}
