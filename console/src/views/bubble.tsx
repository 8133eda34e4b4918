// One entry of a log: a bubble, a note, a line, a day.

import { pieces } from "../../../widget/src/link/addresses";
import { firstName } from "../../../widget/src/link/letters";
import type { Pending } from "../../../widget/src/link/link";
import { soon } from "../../../widget/src/link/said";
import type { Event, Row } from "../../../widget/src/link/wire";
import { clock, day } from "../dates";
import type { Item } from "../entries";
import type { IconName } from "../icons";
import { visitorName } from "../rows";
import { noteOf, saying } from "../sayings";
import { type Key, language, t } from "../texts";
import { VisitorFace } from "./avatar";
import { useDesk, useNow } from "./hooks";
import { Icon } from "./icon";

/** A text with its addresses as links, nothing else. */
export function Words({ text }: { text: string }) {
  return (
    <>
      {pieces(text).map((piece) =>
        piece.href ? (
          <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
          </a>
        ) : (
          piece.text
        ),
      )}
    </>
  );
}

function Tick({ read }: { read: boolean }) {
  return (
    <span class={read ? "seen" : ""} title={t(read ? "tickRead" : "tickSent")}>
      <Icon name={read ? "checkCheck" : "check"} />
      <span class="hide">{t(read ? "tickRead" : "tickSent")}</span>
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
          {clock(e.ts)} {own && <Tick read={read} />}
        </span>
      </div>
    </div>
  );
}

const REASONS: Record<string, Key> = {
  "": "notSent",
  full: "failedFull",
  bad_frame: "failedFrame",
  old: "failedOld",
  too_long: "failedLong",
};

/** Less is no wait. */
const NOTICED_MS = 300;

/** What holds a message back, and until when; what stands behind it needs no words of its own. */
function Hold({ pending: { reason, until } }: { pending: Pending }) {
  useNow();
  const left = until - performance.now();
  if (!reason || left < NOTICED_MS) return null;
  return (
    <p class="small muted">
      {reason}. {t("held", { when: soon(left, language) })}
    </p>
  );
}

function Failed({ pending }: { pending: Pending }) {
  const { link } = useDesk();
  const known = REASONS[pending.reason];
  return (
    <p class="bad" role="alert">
      {known ? t(known) : pending.reason}
      {pending.retriable && (
        <button type="button" class="link" onClick={() => link.retry(pending.cid)}>
          {t("again")}
        </button>
      )}
      <button type="button" class="link" onClick={() => link.discard(pending.cid)}>
        {t("discard")}
      </button>
    </p>
  );
}

const SIGNS: Record<Pending["state"], [IconName, Key, string]> = {
  waiting: ["clock", "tickWaiting", "b--wait"],
  sending: ["clock", "tickWaiting", "b--wait"],
  sent: ["check", "tickSent", ""],
  failed: ["circleAlert", "tickFailed", "b--bad"],
};

function Unsent({ pending, first, last }: { pending: Pending; first: boolean; last: boolean }) {
  const [icon, words, look] = SIGNS[pending.state];
  const note = pending.kind === "note" ? "b--note" : look;
  return (
    <div class={`msg msg--me ${first ? "gap" : ""}`} data-entry>
      <div class={`b ${note} ${last ? "tail" : ""}`}>
        <Words text={pending.body} />
        <span class="m" title={t(words)}>
          {clock(new Date(pending.at).toISOString())} <Icon name={icon} />
          <span class="hide">{t(words)}</span>
        </span>
      </div>
      {pending.state === "failed" && <Failed pending={pending} />}
      {pending.state === "waiting" && <Hold pending={pending} />}
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

function Line({ e, waited }: { e: Event; waited: number | null }) {
  const me = useDesk().state.reader.id;
  const note = noteOf(e);
  return (
    <>
      <p class="sys" data-entry>
        {saying(e, me, waited)}
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
  return <Line e={item.e} waited={item.waited} />;
}
