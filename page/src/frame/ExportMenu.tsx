import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../base/Icon";
import { narrow } from "../base/ground";
import { words } from "../base/words";
import { savePicture } from "../city/picture";
import { exported } from "../session/doing";
import * as state from "../session/state";
import { copyLink } from "./copy_link";
import { save } from "./save";

/** What can be kept: the scenario, the picture, the numbers, one life. */
export function ExportMenu() {
  const [isOpen, setOpen] = useState(false);
  const holder = useRef<HTMLDivElement>(null);
  const own = words.city.exports;
  const city = state.city.value;
  const citizen = state.selected.value;
  const isRecorded = city?.recorded === true;
  useEffect(() => {
    if (!isOpen) return;
    holder.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const away = (event: PointerEvent): void => {
      if (!holder.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener("pointerdown", away);
    return () => removeEventListener("pointerdown", away);
  }, [isOpen]);
  const text = async (what: "scenario" | "days" | "citizen", of?: number): Promise<void> => {
    const file = await exported(what, of);
    if (file) save(file.name, new Blob([file.text], { type: file.type }));
  };
  const items = [
    ...(narrow.value ? [{ label: words.city.bar.link, act: copyLink }] : []),
    ...(isRecorded ? [] : [{ label: own.scenario, act: () => text("scenario") }]),
    { label: own.picture, act: () => savePicture() },
    { label: own.days, act: () => text("days") },
    ...(citizen === null || isRecorded ? [] : [{ label: own.citizen, act: () => text("citizen", citizen) }]),
  ];
  return (
    <div
      class="menu"
      ref={holder}
      onKeyDown={(event) => {
        const all = [...(holder.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
        const at = all.indexOf(document.activeElement as HTMLElement);
        if (event.key === "Escape" && isOpen) {
          setOpen(false);
          holder.current?.querySelector("button")?.focus();
        } else if (event.key === "ArrowDown") all[(at + 1) % all.length]?.focus();
        else if (event.key === "ArrowUp") all[(at + all.length - 1) % all.length]?.focus();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <button type="button" class="button quiet small" aria-haspopup="menu" aria-expanded={isOpen} disabled={!city} title={own.name} onClick={() => setOpen(!isOpen)}>
        <Icon name="export" /><span class="wide-only">{own.name}</span>
      </button>
      {isOpen && (
        <ul role="menu" aria-label={own.name}>
          {items.map((item) => (
            <li key={item.label} role="none">
              <button
                type="button"
                role="menuitem"
                tabIndex={-1}
                onClick={() => {
                  setOpen(false);
                  void item.act();
                }}
              >
                {item.label}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
