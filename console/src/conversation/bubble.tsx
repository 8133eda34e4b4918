// One entry of a log: a bubble, a note, a system line, a day.

import { firstName } from "../../../link/src/text/letters";
import type { Event, Row } from "../../../link/src/wire";
import { visitorName } from "../desk/rows";
import { VisitorFace } from "../ui/avatar";
import { useDesk } from "../ui/hooks";
import { Icon } from "../ui/icon";
import { Words } from "../ui/linked";
import { clock, day } from "../words/dates";
import { t } from "../words/texts";
import type { Item } from "./entries";
import { noteOf, systemLine } from "./system-lines";
import { Unsent } from "./unsent";

function Tick({ read }: { read: boolean }) {
  return (
    <span class={read ? "seen" : ""} title={t(read ? "tickRead" : "tickSent")}>
      <Icon name={read ? "checkCheck" : "check"} />
      <span class="hide">{t(read ? "tickRead" : "tickSent")}</span>
    </span>
  );
}

/** The visitor answered a letter of ours. */
function ByMail() {
  return (
    <span title={t("byMail")}>
      <Icon name="mail" />
      <span class="hide">{t("byMail")}</span>
    </span>
  );
}

type MessageItem = Extract<Item, { kind: "message" }>;

function Message({ item: { e, first, last, read }, row }: { item: MessageItem; row: Row }) {
  const me = useDesk().state.reader.id;
  const own = e.by.side === "operator";
  const colleague = own && e.by.id !== me ? firstName(e.by.name) : "";
  const who = own ? colleague || t("you") : visitorName(row);
  return (
    <div class={`msg ${own ? "msg--me" : ""} ${first ? "gap" : ""}`} data-entry>
      {!own && last && <VisitorFace row={row} size="s" />}
      {colleague && first && <span class="msg__who">{colleague}</span>}
      <div class={`b ${last ? "tail" : ""}`}>
        <span class="hide">{t("says", { who })}</span>
        <Words text={e.body ?? ""} />
        <span class="m">
          {e.data?.by === "mail" && <ByMail />} {clock(e.ts)} {own && <Tick read={read} />}
        </span>
      </div>
    </div>
  );
}

function Note({ e, text }: { e: Event; text: string }) {
  const me = useDesk().state.reader.id;
  const who = e.by.id === me ? t("noteOwn") : t("noteBy", { name: firstName(e.by.name) });
  return (
    <div class="note" data-entry>
      <Icon name="lock" size="s" />
      <span class="h">{who}</span>
      <span class="h">{clock(e.ts)}</span>
      <p>
        <Words text={text} />
      </p>
    </div>
  );
}

function SystemLine({ e, waited }: { e: Event; waited: number | null }) {
  const me = useDesk().state.reader.id;
  const note = noteOf(e);
  return (
    <>
      <p class="sys" data-entry>
        {systemLine(e, me, waited)}
      </p>
      {note && <Note e={e} text={note} />}
    </>
  );
}

/** Draws an item of the log. */
export function Entry({ item, row, now }: { item: Item; row: Row; now: number }) {
  if (item.kind === "day") return <p class="day">{day(item.ts, now)}</p>;
  if (item.kind === "message") return <Message item={item} row={row} />;
  if (item.kind === "pending") return <Unsent {...item} />;
  if (item.kind === "note") return <Note e={item.e} text={item.e.body ?? ""} />;
  return <SystemLine e={item.e} waited={item.waited} />;
}
