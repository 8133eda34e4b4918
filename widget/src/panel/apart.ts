/**
 * What happens in the window is nobody else's: keys, clipboard, pointer and focus end at its edge, and a page's dialog
 * that makes all around it inert lets the window in.
 */

import { keyOf } from "../../../link/src/keys";
import type * as Modal from "../parts/modal";
import { further } from "./parts";

/** What elements have a handler for, but mere movements; and what they have none for. */
const OURS = /^on(?!(mouse|pointer)[^du])/;
const MORE = "compositionstart compositionupdate compositionend focusin focusout";
const DIALOGS_MS = 300;
/** One that may be modal, or one that we are in. */
const DIALOGS = "dialog[open],dialog>samovar-chat";

type Field = HTMLTextAreaElement;
type Any = Event & Partial<KeyboardEvent & ClipboardEvent & FocusEvent>;

/** What a page that cancels all keys and pastes has kept from the field; Backspace and the like stay lost. */
function kept(event: Any, target: Element): string {
  if (!event.defaultPrevented || target.localName !== "textarea") return "";
  if (event.type === "paste") return event.clipboardData?.getData("text/plain") ?? "";
  const key =
    event.type === "keydown" && !event.ctrlKey && !event.metaKey ? keyOf(event as KeyboardEvent) : "";
  return key.length === 1 ? key : "";
}

function insert(field: Field, text: string): void {
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/**
 * Stands before everybody but those who listened at the window earlier. The event goes no further; a copy, which
 * cannot leave the shadow root, goes to where it was meant for.
 */
function mine(root: ShadowRoot, event: Any): void {
  const path = event.composedPath();
  const target = path[0] as Element;
  if (isPulled(root, event, target)) event.stopImmediatePropagation();
  if (!event.composed || !path.includes(root)) return;
  // A copy of a click would follow the link once more.
  if (event.type === "click" && path.some((one) => (one as Element).localName === "a")) return;
  event.stopImmediatePropagation();
  const lost = kept(event, target);
  const copy = copyOf(event);
  if (!target.dispatchEvent(copy)) event.preventDefault();
  else if (lost) insert(target as Field, lost);
}

/** A page's dialog sees its focus go to our window, and would take it back. */
const isPulled = (root: ShadowRoot, { type, relatedTarget }: Any, target: Element): unknown =>
  type === "focusout" &&
  relatedTarget === root.host &&
  target.closest("dialog,[role=dialog],[aria-modal=true]");

/**
 * What a constructor takes of an event is what the event says of itself. Firefox makes all keys leave the shadow root,
 * whatever it is told: there a bare event says what the key did.
 */
function copyOf(event: Event): Event {
  const said: Record<string, unknown> = {};
  for (const name in event) said[name] = event[name as keyof Event];
  const how = { ...said, composed: false };
  const copy = new (event.constructor as typeof Event)(event.type, how);
  if (!copy.composed) return copy;
  const bare = new Event(event.type, how);
  for (const name in said) if (!(name in bare)) Object.assign(bare, { [name]: said[name] });
  return bare;
}

/** For as long as the page lives. */
export function keepApart(page: Window, root: ShadowRoot): void {
  const apart = (type: string) => page.addEventListener(type, (event) => mine(root, event), true);
  MORE.split(" ").forEach(apart);
  for (const name in root.host) if (OURS.test(name)) apart(name.slice(2));
  const watchDialogs = () => {
    setTimeout(watchDialogs, DIALOGS_MS);
    if (root.ownerDocument.querySelector(DIALOGS))
      further<typeof Modal>("modal")?.settle(root.ownerDocument, root.host);
  };
  watchDialogs();
}
