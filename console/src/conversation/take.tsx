// Before an administrator or a senior takes a colleague's talk: what it means.

import { firstName } from "../../../link/src/text/letters";
import type { Row } from "../../../link/src/wire";
import { take } from "../desk/actions";
import { visitorName } from "../desk/rows";
import { Dialog } from "../ui/dialog";
import { useDesk } from "../ui/hooks";
import { t } from "../words/texts";

/** The question. */
export function TakeOver({ row }: { row: Row }) {
  const desk = useDesk();
  const close = () => desk.show(null);
  const actions = (
    <>
      <button type="button" class="btn btn--plain" onClick={close}>
        {t("cancel")}
      </button>
      <button type="button" class="btn btn--primary" onClick={() => take(desk, row)}>
        {t("takeOver")}
      </button>
    </>
  );
  return (
    <Dialog title={t("takeOverTitle")} subtitle={visitorName(row)} actions={actions} onClose={close}>
      <p>{t("takeOverHint", { name: firstName(row.owner?.name) })}</p>
    </Dialog>
  );
}
