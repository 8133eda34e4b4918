// Short messages over the page; they wait while one points at them.

import { useEffect, useState } from "preact/hooks";
import { claimOldest, reopen } from "../desk/actions";
import type { Desk } from "../desk/desk";
import type { Toast as ToastState } from "../desk/state";
import { memo, useDesk, useSlice } from "../ui/hooks";
import { Icon } from "../ui/icon";
import { t } from "../words/texts";

const SHORT_MS = 6_000;
const UNDO_MS = 10_000;
const SIGNS = { done: "check", lock: "lock", bad: "circleAlert" } as const;

function act(desk: Desk, { act, id }: ToastState): void {
  desk.dispatch({ type: "toastGone", id });
  const row = act?.does === "reopen" && desk.state.rows.get(act.conv);
  if (act?.does === "next") claimOldest(desk);
  else if (row) reopen(desk, row);
}

function Toast({ toast }: { toast: ToastState }) {
  const desk = useDesk();
  const [held, setHeld] = useState(false);
  const length = toast.act?.does === "reopen" ? UNDO_MS : SHORT_MS;
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => desk.dispatch({ type: "toastGone", id: toast.id }), length);
    return () => clearTimeout(timer);
  }, [held, toast.id]);
  const [hold, release] = [() => setHeld(true), () => setHeld(false)];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing at it only makes it wait
    <div
      class="toast"
      role={toast.sign === "bad" ? "alert" : undefined}
      onMouseEnter={hold}
      onMouseLeave={release}
      onFocusIn={hold}
      onFocusOut={release}
    >
      <Icon name={SIGNS[toast.sign]} size="s" />
      <span>{toast.text}</span>
      {toast.act && (
        <button type="button" class="btn btn--s" onClick={() => act(desk, toast)}>
          {t(toast.act.does === "reopen" ? "undo" : "nextChat")}
        </button>
      )}
    </div>
  );
}

/** The corner where they stand. */
export const Toasts = memo(() => {
  const toasts = useSlice(({ state }) => state.toasts);
  return (
    <div class="toasts" role="status">
      {toasts.map((toast) => (
        <Toast key={toast.id} toast={toast} />
      ))}
    </div>
  );
});
