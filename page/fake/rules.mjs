/** A stand-in for the rules as controls. */
const number = (path, label, group, value, lowest, highest, step, help = "", assumed = true) => ({ path, label, help, group, kind: "number", value, lowest, highest, step, choices: [], source: assumed ? "no figure was found" : "Rongcheng, points table", assumed });

export function controls() {
  const found = [
    { path: "rulebook.influence.kind", label: "Influence: kind", help: "How contacts count.", group: "Friends", kind: "choice", value: "level", choices: ["off", "level", "drift"], source: "essay", assumed: false },
    number("rulebook.influence.weight", "Influence: weight", "Friends", 0.2, 0, 0.95, 0.01, "Weight of contacts’ mean distance from the start."),
    { path: "rulebook.criteria_published", label: "Criteria published", help: "Whether people can know what counts.", group: "The rulebook", kind: "switch", value: false, choices: [], source: "", assumed: false },
    ...["AAA", "AA", "A", "B", "C"].map((name, index) => number(`rulebook.categories.bands[${index}].at_least`, `Category ${name}: at least`, "Bounds of categories", 1050 - 50 * index, 0, 2000, 1, "Lowest total of this category.", false)),
    { path: "appeals.enabled", label: "Appeals: enabled", help: "Whether anybody can contest an entry.", group: "Rights", kind: "switch", value: true, choices: [], source: "", assumed: true },
    number("appeals.notified", "Appeals: notified", "Rights", 0.11, 0, 1, 0.01, "Share of entries that one is told of."),
  ];
  for (const [key, label, points] of [["red_light", "Running a red light", -10], ["giving_blood", "Giving blood", 20], ["unpaid_bill", "Not paying a bill", -20], ["littering", "Littering", -5], ["volunteering", "Volunteering", 10], ["petitioning", "Petitioning", -50]]) {
    found.push({ path: `rulebook.rules.${key}`, label, help: "Take this rule out of the rulebook.", group: "Rules and points", kind: "drop", value: false, choices: [], source: "Rongcheng, points table", assumed: false });
    found.push(number(`rulebook.rules.${key}.points`, `${label}: points`, "Rules and points", points, -80, 80, 1, "Points for each entry.", false));
    found.push(number(`rulebook.rules.${key}.expires_after`, `${label}: expires after`, "Rules and points", 365, 0, 1460, 1, "Days until the entry no longer counts."));
  }
  for (const name of ["Traffic police", "Water works", "Messenger company", "Neighbourhood offices"]) {
    const key = name.toLowerCase().replaceAll(" ", "_");
    for (const [error, value] of [["wrong_person", 0.004], ["duplicated", 0.003], ["stale", 0.01], ["missed", 0.2]]) {
      found.push(number(`organisations.${key}.errors.${error}`, `${name}: errors: ${error.replace("_", " ")}`, "Organisations", value, 0, value > 0.1 ? 1 : value * 4, value > 0.1 ? 0.01 : 0.0001, "Share of filings that go wrong so."));
    }
  }
  return found;
}

const move = (path, key, value, label) => ({ path, [key]: value, day: null, label });
export const PRESETS = [
  { name: "friends", label: "Friends count for nothing", help: "Nobody’s score depends on anybody else’s any more.", changes: [move("rulebook.influence.weight", "to", 0, "weight of friends")] },
  { name: "criteria", label: "Publish the criteria", help: "Everybody can know the rules and their own score.", changes: [move("rulebook.criteria_published", "to", true, "criteria published")] },
  { name: "appeals", label: "Open appeals", help: "Everybody is told of entries.", changes: [move("appeals.enabled", "to", true, "appeals"), move("appeals.notified", "to", 1, "told of entries")] },
  { name: "errors", label: "Halve the organisations’ errors", help: "Half as many.", changes: [move("organisations.*.errors.wrong_person", "times", 0.5, "errors: wrong person")] },
];
