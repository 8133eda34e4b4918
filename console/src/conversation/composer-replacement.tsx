// What stands in the composer's place while one may not write.

import { firstName } from "../../../link/src/text/letters";
import type { Row } from "../../../link/src/wire";
import { accept, claim, decline, reopen } from "../desk/actions";
import { isHere, isMine, isOffered, mayPass } from "../desk/rows";
import { Accept } from "../ui/accept";
import { memo, useDesk, useSlice } from "../ui/hooks";
import { Icon } from "../ui/icon";
import { t } from "../words/texts";
import { Composer } from "./composer";

function Offered({ row }: { row: Row }) {
  const desk = useDesk();
  return (
    <div class="strip strip--act">
      <span class="grow">{t("offersYou", { name: firstName(row.offer?.by.name) })}</span>
      <button type="button" class="btn btn--ghost" onClick={() => decline(desk, row)}>
        {t("decline")}
      </button>
      <Accept row={row} oldest onClick={() => accept(desk, row)} />
    </div>
  );
}

function Closed({ row }: { row: Row }) {
  const desk = useDesk();
  const busy = useSlice(({ state }) => state.busy.get(row.conv) === "reopen");
  return (
    <div class="strip">
      <Icon name="check" size="s" />
      <span class="grow">{t("chatClosed")}</span>
      <button
        type="button"
        class="btn btn--plain"
        aria-busy={busy}
        disabled={busy}
        onClick={() => reopen(desk, row)}
      >
        {busy && <span class="spin" />}
        {t("reopen")}
      </button>
    </div>
  );
}

function Waiting({ row }: { row: Row }) {
  const desk = useDesk();
  return (
    <div class="strip strip--act">
      <span class="grow">{t(isHere(row) ? "waitsForAnswer" : "leftUnanswered")}</span>
      <Accept row={row} oldest={isHere(row)} onClick={() => claim(desk, row)} />
    </div>
  );
}

function Reading({ row }: { row: Row }) {
  const desk = useDesk();
  return (
    <div class="strip strip--act">
      <Icon name="lock" size="s" />
      <span class="grow">{t("youRead", { name: firstName(row.owner?.name) })}</span>
      {mayPass(row, desk.state.reader) && (
        <button type="button" class="btn btn--plain" aria-haspopup="dialog" onClick={() => desk.show("take")}>
          {t("takeOver")}
        </button>
      )}
    </div>
  );
}

/** The composer, or why there is none. */
export const Foot = memo(({ row }: { row: Row }) => {
  const me = useDesk().state.reader.id;
  const content = () => {
    if (isMine(row, me)) return <Composer row={row} />;
    if (isOffered(row, me)) return <Offered row={row} />;
    if (row.state === "closed") return <Closed row={row} />;
    return row.state === "waiting" ? <Waiting row={row} /> : <Reading row={row} />;
  };
  return <footer class="foot">{content()}</footer>;
});
