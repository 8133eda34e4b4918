// What is news to this operator: what becomes of their talks by the hand of others, in words; and what is none. Pure.

import { firstName } from "../../../link/src/text/letters";
import type { Row } from "../../../link/src/wire";
import { t } from "../words/texts";
import { isMine, visitorName } from "./rows";
import type { Action, State, Toast } from "./state";

type News = Omit<Toast, "id">;

/** An offer that came back to this operator. */
export function returnedWords(row: Row): string {
  const name = firstName(row.returned?.by.name);
  return t(row.returned?.how === "declined" ? "returnedDeclined" : "returnedExpired", { name });
}

function comesBack(was: Row | undefined, row: Row, me: string): News | null {
  if (row.returned?.to.id !== me || was?.returned?.by.id === row.returned.by.id) return null;
  return { sign: "bad", text: `${returnedWords(row)}. ${visitorName(row)}` };
}

/** It has gone to somebody else, and not by this operator's own doing. */
function goes(held: Row, row: Row | undefined, command: string | undefined): News | null {
  const owner = row?.state === "held" ? row.owner : null;
  const visitor = visitorName(held);
  if (owner && owner.id === held.offer?.to.id) {
    return { sign: "done", text: t("tookOffer", { name: firstName(owner.name), visitor }) };
  }
  if (owner) return { sign: "lock", text: t("takenOver", { name: firstName(owner.name), visitor }) };
  return command || row?.state === "closed" ? null : { sign: "lock", text: t("noLongerYours", { visitor }) };
}

function changedRows(action: Action): [conv: string, row: Row | undefined][] {
  if (action.type === "inbox") return action.rows.map((row) => [row.conv, row]);
  if (action.type !== "frame") return [];
  const { frame } = action;
  if (frame.t === "summary") return [[frame.row.conv, frame.row]];
  return frame.t === "gone" ? [[frame.conv, undefined]] : [];
}

/** What an action tells this operator of talks they hold or held. */
export function newsOf(was: State, now: State, action: Action): News[] {
  const me = now.reader.id;
  return changedRows(action).flatMap(([conv, row]) => {
    const before = was.rows.get(conv);
    if (row && row !== now.rows.get(conv)) return [];
    if (before && isMine(before, me) && !(row && isMine(row, me))) {
      return goes(before, row, was.busy.get(conv)) ?? [];
    }
    return (row && comesBack(before, row, me)) ?? [];
  });
}

/** Rows that are no news: what is there when the console opens, and what this operator has just let go. */
export function atHand(was: State, action: Action): Row[] {
  if (action.type === "inbox") {
    return was.inbox === "empty" ? action.rows.filter(({ conv }) => !was.rows.has(conv)) : [];
  }
  if (action.type !== "frame" || action.frame.t !== "summary") return [];
  const { row } = action.frame;
  const held = was.rows.get(row.conv);
  return held && isMine(held, was.reader.id) && row.state === "waiting" ? [row] : [];
}
