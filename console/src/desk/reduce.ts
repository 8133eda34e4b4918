// Every action of the console in one place: state and action → state. Pure.

import type { Row } from "../../../link/src/wire";
import { onFrame } from "./frames";
import { withoutRows, withRow, withRows } from "./rows";
import type { Action, State } from "./state";

const TOASTS = 3;

function put<T>(map: ReadonlyMap<string, T>, key: string, value: T | null): ReadonlyMap<string, T> {
  const copy = new Map(map);
  if (value === null) copy.delete(key);
  else copy.set(key, value);
  return copy;
}

/** What a list tells, but for what has gone while it was read. */
const still = (state: State, rows: Row[]) => rows.filter(({ conv }) => !state.gone.has(conv));

/** A page of the open inbox. With the last one, what was not confirmed is gone. */
function onInbox(state: State, { rows, figures, last }: Extract<Action, { type: "inbox" }>): State {
  const unsure = new Set(state.unsure);
  for (const row of rows) unsure.delete(row.conv);
  const merged = withRows(state.rows, still(state, rows));
  if (!last) return { ...state, rows: merged, figures, unsure };
  return { ...state, rows: withoutRows(merged, unsure), figures, unsure: new Set(), inbox: "whole" };
}

function onClosedPages(state: State, { key, rows, next }: Extract<Action, { type: "closedPages" }>): State {
  if (state.closedPages?.key !== key) return state;
  const here = still(state, rows);
  const convs = new Set([...state.closedPages.convs, ...here.map((row) => row.conv)]);
  return { ...state, rows: withRows(state.rows, here), closedPages: { key, convs, next, status: "ready" } };
}

/** Only the rows of these pages survive a new filter or connection: what is between them is not known. */
function onClosedPagesAsked(
  state: State,
  { key, anew }: Extract<Action, { type: "closedPagesAsked" }>,
): State {
  const same = !anew && state.closedPages?.key === key ? state.closedPages : null;
  return {
    ...state,
    closedPages: { key, convs: same?.convs ?? new Set(), next: same?.next ?? "", status: "asking" },
  };
}

function onDraft(state: State, { conv, draft }: Extract<Action, { type: "draft" }>): State {
  const { [conv]: _, ...others } = state.drafts;
  return {
    ...state,
    drafts: draft.text || draft.kind === "note" || draft.wary ? { ...others, [conv]: draft } : others,
  };
}

function onCard(state: State, { conv, card }: Extract<Action, { type: "card" }>): State {
  const value = { card: card ?? state.cards.get(conv)?.card ?? null, failed: card === null };
  return { ...state, cards: put(state.cards, conv, value) };
}

function onToast(state: State, { toast }: Extract<Action, { type: "toast" }>): State {
  const id = (state.toasts.at(-1)?.id ?? 0) + 1;
  return { ...state, toasts: [...state.toasts, { ...toast, id }].slice(-TOASTS) };
}

function onTick(state: State, now: number): State {
  const typing = new Map([...state.typing].filter(([, { until }]) => until > now));
  return typing.size === state.typing.size ? state : { ...state, typing };
}

/** The next state. */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case "frame":
      return onFrame(state, action.frame, action.now);
    case "inbox":
      return onInbox(state, action);
    case "inboxFailed":
      return { ...state, inbox: "failed" };
    case "row":
      return { ...state, rows: withRow(state.rows, action.row) };
    case "closedPages":
      return onClosedPages(state, action);
    case "closedPagesAsked":
      return onClosedPagesAsked(state, action);
    case "closedPagesFailed":
      return state.closedPages
        ? { ...state, closedPages: { ...state.closedPages, status: "failed" } }
        : state;
    case "filter":
      return { ...state, filter: action.filter };
    case "draft":
      return onDraft(state, action);
    case "card":
      return onCard(state, action);
    case "locked":
      return { ...state, cards: put(state.cards, action.conv, null) };
    case "busy":
      return { ...state, busy: put(state.busy, action.conv, action.name) };
    case "trouble":
      return { ...state, troubles: put(state.troubles, action.conv, action.trouble) };
    case "toast":
      return onToast(state, action);
    case "toastGone":
      return { ...state, toasts: state.toasts.filter((toast) => toast.id !== action.id) };
    case "tick":
      return onTick(state, action.now);
  }
}
