/** Line icons on a grid of 16, drawn in the colour of the text. */
const paths = {
  play: "M4.500 2.500v11l9-5.500z",
  pause: "M4.500 3v10M11.500 3v10",
  step: "M3 3v10l6-5zM12 3v10",
  start: "M13 3v10l-6-5zM4 3v10",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  whole: "M2.500 6V2.500H6M10 2.500h3.500V6M13.500 10v3.500H10M6 13.500H2.500V10",
  close: "M3.500 3.500l9 9M12.500 3.500l-9 9",
  search: "M7 11.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9zM10.500 10.500l3 3",
  link: "M6.500 9.500l3-3M7 4.500l1.500-1.500a3.200 3.200 0 0 1 4.500 4.500L11.500 9M9 11.500L7.500 13A3.200 3.200 0 0 1 3 8.500L4.500 7",
  export: "M8 2.500v7.500M4.800 7L8 10.200 11.200 7M2.500 13.500h11",
  light: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1v1.500M8 13.500V15M1 8h1.500M13.500 8H15M3 3l1.100 1.100M11.900 11.900L13 13M13 3l-1.100 1.100M4.100 11.900L3 13",
  dark: "M13.500 9.800A6 6 0 0 1 6.200 2.500a6 6 0 1 0 7.300 7.300z",
  help: "M5.800 6a2.200 2.200 0 1 1 3.100 2c-.6.300-.9.700-.9 1.500M8 12.300v.2",
  city: "M2 13.500h12M3.500 13.500V6L7 3.500V13.500M7 7h5.500v6.500M9.200 9.500h1M9.200 11.500h1M5 8h.5M5 10.500h.5",
  open: "M6 3.500h6.500V10M12.500 3.500L4 12",
  shares: "M2.500 2.500h4v4h-4zM9.500 3.500h3v3h-3zM3.500 10.500h2v2h-2zM9.500 9.500h4v4h-4z",
  homes: "M3 3h2v2H3zM7 3h2v2H7zM11 3h2v2h-2zM3 7h2v2H3zM7 7h2v2H7zM11 7h2v2h-2zM3 11h2v2H3zM7 11h2v2H7zM11 11h2v2h-2z",
  more: "M3 5.500l5 5 5-5",
  menu: "M2.500 4.500h11M2.500 8h11M2.500 11.500h11",
} as const;

export type IconName = keyof typeof paths;

const FILLED = new Set<IconName>(["play"]);

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      fill={FILLED.has(name) ? "currentColor" : "none"}
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linejoin="round"
      stroke-linecap="round"
    >
      <path d={paths[name]} />
    </svg>
  );
}
