// Taking what waits or is offered.

import type { Row } from "../../../link/src/wire";
import { rowName } from "../desk/rows";
import { t } from "../words/texts";
import { useSlice } from "./hooks";

/** The button that takes; the oldest one's is copper. */
export function Accept({ row, oldest, onClick }: { row: Row; oldest: boolean; onClick: () => void }) {
  const busy = useSlice(({ state }) => /claim|accept/.test(state.busy.get(row.conv) ?? ""));
  return (
    <button
      type="button"
      class={`btn btn--s grow ${oldest ? "btn--primary" : "btn--soft"}`}
      aria-busy={busy}
      aria-label={busy ? undefined : t("acceptWhom", { name: rowName(row) })}
      data-row={row.conv}
      onClick={onClick}
    >
      {busy && <span class="spin" />}
      {t(busy ? "accepting" : "accept")}
    </button>
  );
}
