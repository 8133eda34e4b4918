// The number beside a channel or a section.

import type { Count } from "../desk/counts";
import { plural } from "../words/texts";

/** Copper: something asks for an answer. Quiet: what else is open. */
export function Counter({ count: { urgent, open }, mine }: { count: Count; mine: boolean }) {
  const n = urgent || open;
  if (!n) return null;
  const tone = urgent ? (mine ? "" : "n--soft") : "n--quiet";
  return (
    <span class={`n ${tone}`}>
      <span aria-hidden="true">{n}</span>
      <span class="hide">{plural(urgent ? "countUrgent" : "countOpen", n)}</span>
    </span>
  );
}
