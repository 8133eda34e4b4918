// The visitor's card: a column on wide screens, a drawer on narrower ones, a page on a phone.

import { useEffect, useRef } from "preact/hooks";
import { keyOf } from "../../../link/src/keys";
import type { Card as CardFrame, Row } from "../../../link/src/wire";
import { correct } from "../desk/actions";
import { timeOnSite } from "../desk/cards";
import { isReadable, visitorName } from "../desk/rows";
import { VisitorFace } from "../ui/avatar";
import { Editable } from "../ui/editable";
import { CardSkeleton } from "../ui/empty";
import { memo, useDesk, useLasting, useNow, useSlice } from "../ui/hooks";
import { Icon } from "../ui/icon";
import { stay } from "../words/dates";
import { type Key, plural, t } from "../words/texts";
import { EarlierList } from "./earlier-list";
import { Contacts, Origins, Pages } from "./visit";

function Identity({ row, card }: { row: Row; card: CardFrame }) {
  const desk = useDesk();
  const now = useNow();
  const { visits = 1, visit } = card;
  const nth = visits > 1 ? plural("nthVisit", visits) : t("firstVisit");
  const time = visit && t(visit.here ? "onSiteFor" : "wasOnSiteFor", { time: stay(timeOnSite(visit, now)) });
  const save = (value: string) => correct(desk, row.conv, "name", value);
  return (
    <div class="side__id">
      <VisitorFace row={row} size="l" />
      <Editable value={card.name ?? ""} label={t("fieldName")} action={t("editName")} save={save}>
        {(pencil) => (
          <>
            <div class="grow">
              <h2 class="cut">{card.name || visitorName(row)}</h2>
              <p class="small muted">{[nth, time].filter(Boolean).join(", ")}</p>
            </div>
            {pencil}
          </>
        )}
      </Editable>
    </div>
  );
}

const HOW: Record<string, Key> = { page: "cityByPage", chosen: "cityChosen", ip: "cityByIp" };

function howKnown({ city_how = "", city_by }: CardFrame): string {
  const how = HOW[city_how];
  if (how) return t(how);
  return city_how === "operator" ? t("cityCorrected", { name: city_by?.name ?? "" }) : "";
}

function City({ row, card }: { row: Row; card: CardFrame }) {
  const desk = useDesk();
  const save = (value: string) => correct(desk, row.conv, "city", value);
  return (
    <Editable value={card.city ?? ""} label={t("fieldCity")} action={t("editCity")} save={save}>
      {(pencil) => (
        <div class="kv">
          <Icon name="mapPin" />
          <span>
            {card.city || t("cityUnknown")} <span class="faint">{howKnown(card)}</span>
          </span>
          <span class="acts">{pencil}</span>
        </div>
      )}
    </Editable>
  );
}

function Content({ row }: { row: Row }) {
  const desk = useDesk();
  const known = useSlice(({ state }) => state.cards.get(row.conv));
  const skeleton = useLasting(!known);
  if (known?.card) {
    const { card } = known;
    return (
      <>
        <Identity row={row} card={card} />
        <div class="kvs">
          <Contacts card={card} />
          <City row={row} card={card} />
          {card.visit && <Origins visit={card.visit} />}
        </div>
        <Pages card={card} />
        <EarlierList row={row} card={card} />
      </>
    );
  }
  if (!known) return skeleton ? <CardSkeleton /> : null;
  return (
    <p class="side__none">
      {t("cardFailed")}
      <button type="button" class="btn btn--plain btn--s" onClick={() => desk.reading.askCard(row.conv)}>
        {t("again")}
      </button>
    </p>
  );
}

/** The pane. */
export const Card = memo(({ row }: { row: Row }) => {
  const desk = useDesk();
  const open = useSlice(({ place }) => place.route.card);
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    if (open) ref.current?.focus();
  }, [open]);
  const back = () => desk.place.back({ conv: row.conv, card: false });
  const onKeyDown = (event: KeyboardEvent) => keyOf(event) === "Escape" && open && back();
  return (
    <aside class="side scroll" id="card" ref={ref} tabIndex={-1} aria-label={t("card")} onKeyDown={onKeyDown}>
      <div class="side__head">
        <button type="button" class="ib" aria-label={t("toChat")} onClick={back}>
          <Icon name="chevronLeft" size="l" />
        </button>
        <b class="strong">{t("card")}</b>
      </div>
      {isReadable(row, desk.state.reader) ? (
        <Content key={row.conv} row={row} />
      ) : (
        <p class="side__none">{t("cardAfterAccept")}</p>
      )}
    </aside>
  );
});
