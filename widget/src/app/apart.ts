/**
 * What happens in the window is nobody else's: keys, clipboard, pointer and focus end at its edge, and a page's dialog
 * that makes all around it inert lets the window in. A part of its own, loaded with the first opening.
 */

import { keyOf } from "../link/keys";

const OURS =
  "keydown keyup keypress beforeinput input change paste copy cut compositionstart compositionupdate compositionend " +
  "focus blur focusin focusout wheel pointerdown pointerup mousedown mouseup click dblclick contextmenu " +
  "touchstart touchmove touchend dragstart dragenter dragover dragleave drop";
const LOOK_MS = 300;

type Field = HTMLTextAreaElement;
type Any = Event & Partial<KeyboardEvent & ClipboardEvent & FocusEvent>;

/** What a page that cancels all keys and pastes has kept from the field; Backspace and the like stay lost. */
function kept(event: Any, target: EventTarget): string {
  if (!event.defaultPrevented || (target as Element).localName !== "textarea") return "";
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
  const [target, ...around] = event.composedPath();
  if (isPulled(root, event, target)) event.stopImmediatePropagation();
  if (!event.composed || !target || !around.includes(root)) return;
  // A copy of a click would follow the link once more.
  if (event.type === "click" && around.concat(target).some((one) => (one as Element).localName === "a"))
    return;
  event.stopImmediatePropagation();
  const lost = kept(event, target);
  const copy = copyOf(event);
  if (!target.dispatchEvent(copy)) event.preventDefault();
  else if (lost) insert(target as Field, lost);
}

/** A page's dialog sees its focus go to our window, and would take it back. */
const isPulled = (root: ShadowRoot, { type, relatedTarget }: Any, target?: EventTarget): boolean =>
  type === "focusout" &&
  relatedTarget === root.host &&
  Boolean((target as Element).closest?.("dialog, [role=dialog], [aria-modal=true]"));

/**
 * What a constructor takes of an event is what the event says of itself. Firefox makes all keys leave the shadow root,
 * whatever it is told: there a plain event says what the key did.
 */
function copyOf(event: Event): Event {
  const said: Record<string, unknown> = {};
  for (const name in event) said[name] = event[name as keyof Event];
  const how = { ...said, composed: false };
  const copy = new (event.constructor as typeof Event)(event.type, how);
  if (!copy.composed) return copy;
  const plain = new Event(event.type, how);
  for (const name in said) if (!(name in plain)) Object.assign(plain, { [name]: said[name] });
  return plain;
}

/** Into the page's modal dialog while there is one, for all outside of it is dead; and back after. */
function settle(page: Document, host: HTMLElement): void {
  const dialogs = page.querySelectorAll("dialog:modal");
  const home = dialogs[dialogs.length - 1] ?? page.documentElement;
  if (host.parentNode === home) return;
  const focused = host.shadowRoot?.activeElement as HTMLElement | null;
  home.append(host);
  // Above the dialog's own edges.
  host.popover = home.localName === "dialog" ? "manual" : null;
  if (host.popover) host.showPopover();
  focused?.focus();
}

/** For as long as the page lives. */
export function keepApart(page: Window, root: ShadowRoot): void {
  for (const type of OURS.split(" ")) page.addEventListener(type, (event) => mine(root, event), true);
  const look = () => {
    setTimeout(look, LOOK_MS);
    try {
      settle(page.document, root.host as HTMLElement);
    } catch {
      // An old browser knows no such dialogs.
    }
  };
  look();
}
