import { Dialog } from "../base/Dialog";
import { words } from "../base/words";
import * as state from "../session/state";

/** All keys that the page knows. */
export function KeysDialog() {
  const own = words.city.keys;
  return (
    <Dialog title={own.title} isOpen={state.dialog.value === "keys"} onClose={() => (state.dialog.value = null)}>
      <table class="keys">
        <caption class="hidden">{own.title}</caption>
        <tbody>
          {own.list.map(({ keys, what }) => (
            <tr key={what}>
              <th scope="row">{keys.map((key) => <kbd key={key}>{key}</kbd>)}</th>
              <td>{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}
