// The head of a conversation: who it is, what they are doing, what can be done.

import { firstName } from "../../../link/src/text/letters";
import type { Row } from "../../../link/src/wire";
import { close, release } from "../desk/actions";
import { livePage, pageName } from "../desk/cards";
import type { Desk } from "../desk/desk";
import { isMine, mayOffer, mayPass } from "../desk/rows";
import { VisitorFace } from "../ui/avatar";
import { useDesk, useSlice } from "../ui/hooks";
import { Icon } from "../ui/icon";
import { Menu, type MenuItem } from "../ui/menu";
import { Named } from "../ui/named";
import { Countdown } from "../ui/timer";
import { t } from "../words/texts";

/** "смотрит «Нева угловая»", "печатает…", "на сайте" */
function doing(desk: Desk, row: Row): string {
  if (desk.state.typing.get(row.conv)?.by.side === "visitor") return t("typing");
  const card = desk.state.cards.get(row.conv)?.card;
  const page = livePage(card?.visit);
  if (page) return t("looksAt", { page: pageName(page) });
  if (row.state === "closed") return t("stateIsClosed");
  if (row.visitor?.here) return t("visitorHere");
  return t(card?.email && isMine(row, desk.state.reader.id) ? "visitorGoneMail" : "visitorGone");
}

async function copyLink(desk: Desk, conv: string): Promise<void> {
  const address = `${location.origin}/console/c/${conv}`;
  try {
    await navigator.clipboard.writeText(address);
    desk.toast("done", t("linkCopied"));
  } catch {
    desk.toast("bad", t("copyFailed", { address }));
  }
}

function menu(desk: Desk, row: Row): MenuItem[] {
  const { reader } = desk.state;
  const pass: MenuItem = {
    icon: "arrowRightLeft",
    label: t("transfer"),
    run: () => desk.show("transfer"),
    className: "phone",
  };
  const back: MenuItem = { icon: "undo", label: t("release"), run: () => release(desk, row) };
  const copy: MenuItem = { icon: "link", label: t("copyLink"), run: () => copyLink(desk, row.conv) };
  return [...(mayOffer(row, reader) ? [pass] : []), ...(mayPass(row, reader) ? [back] : []), copy];
}

/** Back to the list, on a phone. */
export function BackToList() {
  const desk = useDesk();
  return (
    <button
      type="button"
      class="ib phone"
      aria-label={t("toList")}
      onClick={() => desk.place.back({ conv: null, card: false })}
    >
      <Icon name="chevronLeft" size="l" />
    </button>
  );
}

function Actions({ row }: { row: Row }) {
  const desk = useDesk();
  const mine = isMine(row, desk.state.reader.id);
  const closable = mine || (desk.state.reader.overseer && row.state !== "closed");
  const closing = useSlice(({ state }) => state.busy.get(row.conv) === "close");
  return (
    <>
      {mayOffer(row, desk.state.reader) && (
        <button
          type="button"
          class="btn btn--ghost desk"
          title={t("transferKey")}
          onClick={() => desk.show("transfer")}
        >
          <Icon name="arrowRightLeft" />
          <span class="btn__word">{t("transfer")}</span>
        </button>
      )}
      {closable && (
        <button
          type="button"
          class="btn btn--plain btn--close"
          title={t("closeKey")}
          aria-busy={closing}
          disabled={closing}
          onClick={() => close(desk, row)}
        >
          {closing ? <span class="spin" /> : <Icon name="check" />}
          <span class="btn__word">{t("closeChat")}</span>
        </button>
      )}
      <Menu label={t("more")} items={menu(desk, row)} />
    </>
  );
}

/** Who, and the actions. */
export function Bar({ row }: { row: Row }) {
  const desk = useDesk();
  const words = useSlice((desk) => doing(desk, row));
  const openCard = (event: MouseEvent) => {
    event.preventDefault();
    desk.place.go({ conv: row.conv, card: true });
  };
  return (
    <header class="bar">
      <BackToList />
      <a class="bar__who" href={`/console/c/${row.conv}#card`} aria-describedby="bar-card" onClick={openCard}>
        <VisitorFace row={row} />
        <div class="grow">
          <h2>
            <Named row={row} />
          </h2>
          <p class="cut">{words}</p>
        </div>
      </a>
      <span class="hide" id="bar-card">
        {t("opensCard")}
      </span>
      <Actions row={row} />
    </header>
  );
}

/** While a colleague thinks about an offer. */
export function OfferStrip({ row }: { row: Row }) {
  const me = useDesk().state.reader.id;
  if (!row.offer || row.offer.to.id === me) return null;
  return (
    <p class="strip strip--top" role="status">
      <Icon name="arrowRightLeft" size="s" />
      <span class="grow">{t("awaiting", { name: firstName(row.offer.to.name) })}</span>
      <Countdown until={row.offer.until} />
    </p>
  );
}
