// The visitor's earlier talks, as the card lists them.

import type { Card, Row } from "../../../link/src/wire";
import type { Desk } from "../desk/desk";
import { before, called } from "../desk/rows";
import { Face } from "../ui/avatar";
import { useDesk, useToday } from "../ui/hooks";
import { date } from "../words/dates";
import { t } from "../words/texts";

async function openEarlier(desk: Desk, row: Row, past: Row): Promise<void> {
  desk.place.back({ conv: row.conv, card: false });
  await desk.reading.showEarlier(past.conv);
  requestAnimationFrame(() => {
    const talk = document.getElementById(`talk-${past.conv}`);
    talk?.scrollIntoView({ block: "start" });
    talk?.focus({ preventScroll: true });
  });
}

/** Each opens in the thread, above the present talk. */
export function EarlierList({ row, card }: { row: Row; card: Card }) {
  const desk = useDesk();
  const now = useToday();
  const earlier = before(card.earlier ?? [], row);
  if (earlier.length === 0) return null;
  return (
    <section aria-labelledby="s-past">
      <h3>
        <span id="s-past">{t("earlierChats")}</span>
        <span class="num">{earlier.length}</span>
      </h3>
      {earlier.map((past) => (
        <button type="button" class="past" key={past.conv} onClick={() => openEarlier(desk, row, past)}>
          <Face name={past.owner?.name ?? ""} photo={past.owner?.photo} size="s" />
          <b class="cut">{past.last?.body || t("talkNumber", { n: called(past) })}</b>
          <span class="cut">{[past.owner?.name, date(past.opened, now)].filter(Boolean).join(", ")}</span>
        </button>
      ))}
    </section>
  );
}
