/** Every word that the page shows stands in words/en.json; a translation is a second file of that form. */
import en from "./words/en.json";

export const words = en;

/** Return `template` with each `{name}` replaced by its value. */
export function fill(template: string, values: Record<string, string | number>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in values ? String(values[name]) : whole,
  );
}

/** Return the form for one or for many: `{ "one": "{n} change", "many": "{n} changes" }`. */
export function plural(forms: { one: string; many: string }, number: number): string {
  return fill(number === 1 ? forms.one : forms.many, { n: whole(number) });
}

const separated = new Intl.NumberFormat("en-GB");
const twoDigits = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 2 });
const oneDigit = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });

const withMinus = (text: string): string => text.replace(/^-/, "−");

/** 12345 → "12,345". */
export function whole(number: number): string {
  return withMinus(separated.format(Math.round(number)));
}

/** 3.14159 → "3.1", 1234.5 → "1,234.5". */
export function short(number: number): string {
  return withMinus((number !== 0 && Math.abs(number) < 0.095 ? twoDigits : oneDigit).format(number));
}

/** −5 → "−5", 5 → "+5": with a true minus sign. */
export function signed(number: number): string {
  const size = short(Math.abs(number));
  return number > 0 ? `+${size}` : number < 0 ? `−${size}` : size;
}

/** 0.123 → "12 %", small shares with one digit. */
export function percent(share: number): string {
  const value = share * 100;
  return `${value !== 0 && Math.abs(value) < 9.95 ? oneDigit.format(value) : separated.format(Math.round(value))} %`;
}
