// Single-letter keys. They go by the place on the keyboard, so that they work in any layout.

import { keyOf, placeOf } from "../../../link/src/keys";
import { claimOldest, close } from "../desk/actions";
import type { Desk } from "../desk/desk";
import { type Filter, MINE } from "../desk/filter";
import { isMine } from "../desk/rows";

/** From the row that gets the focus or has it, else from the open one; not by what is drawn: that is what is in sight. */
function walk(desk: Desk, step: 1 | -1): void {
  const focused = (document.activeElement as HTMLElement | null)?.dataset.row;
  const at = desk.listed.indexOf(desk.rowWanted ?? focused ?? desk.place.route.conv ?? "");
  const last = desk.listed.length - 1;
  const next = at < 0 ? (step > 0 ? 0 : last) : Math.min(last, Math.max(0, at + step));
  const conv = desk.listed[next];
  if (conv) desk.wantsRow(conv);
}

const filtered = (state: Filter["state"]) => (desk: Desk) =>
  desk.lists.choose({ ...desk.state.filter, state });

function onlyMine(desk: Desk): void {
  const { filter } = desk.state;
  if (filter.scope !== MINE) desk.lists.choose({ ...filter, mine: !filter.mine });
}

function own(action: (desk: Desk) => void) {
  return (desk: Desk) => desk.row && isMine(desk.row, desk.state.reader.id) && action(desk);
}

const ACTIONS: Record<string, (desk: Desk) => unknown> = {
  KeyJ: (desk) => walk(desk, 1),
  KeyK: (desk) => walk(desk, -1),
  KeyA: claimOldest,
  KeyR: own((desk) => desk.wantsReply("message")),
  KeyN: own((desk) => desk.wantsReply("note")),
  KeyT: own((desk) => !desk.row?.offer && desk.show("transfer")),
  KeyE: own((desk) => desk.row && close(desk, desk.row)),
  Digit1: filtered("open"),
  Digit2: filtered("closed"),
  Digit3: filtered("all"),
  KeyM: onlyMine,
};

const ARROWS: Record<string, 1 | -1> = { ArrowDown: 1, ArrowUp: -1 };

function isText(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  return element?.matches?.("textarea, select, input:not([type=radio], [type=checkbox])") ?? false;
}

const isHelp = (event: KeyboardEvent) =>
  keyOf(event) === "?" || (placeOf(event) === "Slash" && event.shiftKey);
const inList = (event: KeyboardEvent) =>
  (event.target as HTMLElement).closest?.(".list") || event.target === document.body;

function actionOf(event: KeyboardEvent, desk: Desk): (() => unknown) | null {
  if (isHelp(event)) return () => desk.show("help");
  const arrow = ARROWS[placeOf(event)];
  if (arrow && inList(event)) return () => walk(desk, arrow);
  const action = desk.choices.keys && !event.shiftKey ? ACTIONS[placeOf(event)] : undefined;
  return action ? () => action(desk) : null;
}

/** What a key pressed outside of text fields and dialogs does. */
export function onKey(event: KeyboardEvent, desk: Desk): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (desk.dialog || isText(event.target)) return;
  const action = actionOf(event, desk);
  if (!action) return;
  event.preventDefault();
  action();
}
