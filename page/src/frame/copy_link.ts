import { announce } from "../base/live";
import { note } from "../base/route";
import { words } from "../base/words";
import { encodeView, viewOf } from "../session/link";
import { looking } from "../session/looking";
import { notice } from "./Notices";
import * as state from "../session/state";

/** Put a link to the present view on the clipboard, and in the address. */
export async function copyLink(): Promise<void> {
  const city = state.city.peek();
  if (!city) return;
  const path = encodeView(viewOf(city, looking()));
  note(path);
  const own = words.city.bar;
  try {
    await navigator.clipboard.writeText(`${location.origin}${location.pathname}#${path}`);
    notice.value = own.copied;
  } catch {
    notice.value = own.inAddress;
  }
  announce(notice.value);
}
