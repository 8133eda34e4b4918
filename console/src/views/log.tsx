// The talk, with the visitor's earlier talks above it in one scroll.

import { useEffect, useRef } from "preact/hooks";
import type { Row } from "../../../link/src/wire";
import { date } from "../dates";
import type { Desk } from "../desk";
import { items } from "../entries";
import { roomName } from "../rooms";
import { called, isMine, visitorName } from "../rows";
import { t } from "../texts";
import { Above } from "./above";
import { VisitorFace } from "./avatar";
import { Entry } from "./bubble";
import { LogSkeleton } from "./empty";
import { useDesk, useLasting } from "./hooks";
import { Icon } from "./icon";
import { useAnchoredScroll } from "./scroll";

/** `past`: its heading names the first day already. */
function Entries({ desk, row, now, past = false }: { desk: Desk; row: Row; now: number; past?: boolean }) {
  const log = desk.link.logs.get(row.conv);
  if (!log?.loaded) return null;
  const pending = desk.link.pending.filter((each) => each.conv === row.conv);
  const all = items(log.events, log.seen, pending, desk.state.reader.id);
  return (
    <>
      {!log.complete && <Above load={() => desk.link.older(row.conv)} />}
      {log.complete && row.origin === "invited" && log.events[0]?.kind !== "greeting" && (
        <p class="sys">{t("lineInvited")}</p>
      )}
      {all.slice(past && log.complete ? 1 : 0).map((item) => (
        <Entry key={item.key} item={item} row={row} now={now} />
      ))}
    </>
  );
}

/** One earlier talk under its heading. */
function Earlier({ desk, row, now }: { desk: Desk; row: Row; now: number }) {
  const channel = roomName(desk.state.rooms, row.channel);
  const when = date(row.opened, now);
  const heading = t(channel ? "talkHeading" : "talkHeadingPlain", { n: called(row), channel, date: when });
  return (
    <section class="talk talk--past" id={`talk-${row.conv}`} aria-label={heading} tabIndex={-1}>
      <h3 class="newline">{heading}</h3>
      <Entries
        desk={desk}
        row={{ ...row, visitor: row.visitor ?? desk.row?.visitor ?? null }}
        now={now}
        past
      />
    </section>
  );
}

function Typing({ desk, row }: { desk: Desk; row: Row }) {
  const by = desk.state.typing.get(row.conv)?.by;
  if (by?.side !== "visitor") return null;
  return (
    <div class="msg gap">
      <VisitorFace row={row} size="s" />
      <span class="typing">
        <i />
        <i />
        <i />
        <span class="hide">{t("isTyping", { name: visitorName(row) })}</span>
      </span>
    </div>
  );
}

/** The owner who looks at the end of the log has read it. */
function useReading(desk: Desk, row: Row, pinned: boolean): void {
  const log = desk.link.logs.get(row.conv);
  const seq = log?.loaded ? log.seq : 0;
  const attentive = pinned && document.visibilityState === "visible" && document.hasFocus();
  useEffect(() => {
    if (attentive && isMine(row, desk.state.reader.id) && seq > (log?.seen.operator ?? 0)) {
      desk.link.read(row.conv, seq);
    }
  });
}

/** What one has just written comes into sight, wherever one was reading. */
function useOwnInSight(desk: Desk, row: Row, toEnd: () => void): void {
  const newest = desk.link.pending.filter((each) => each.conv === row.conv).at(-1);
  const seen = useRef(newest?.at ?? 0);
  useEffect(() => {
    if (!newest || newest.at <= seen.current) return;
    seen.current = newest.at;
    toEnd();
  });
}

/** The scroll of the open conversation. */
export function Log({ row }: { row: Row }) {
  const desk = useDesk();
  const { ref, onScroll, pinned, toEnd } = useAnchoredScroll();
  const loaded = desk.link.logs.get(row.conv)?.loaded ?? false;
  const skeleton = useLasting(!loaded);
  useReading(desk, row, pinned);
  useOwnInSight(desk, row, toEnd);
  const now = desk.link.now();
  const { earlier, deeper } = desk.reading;
  const oldest = desk.link.logs.get(earlier.at(-1)?.conv ?? row.conv);
  return (
    <div class="log-frame">
      <section
        class="log scroll"
        id="log"
        ref={ref}
        onScroll={onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={t("logLabel")}
      >
        {oldest?.complete && deeper && (
          <Above key={`deep${earlier.length}`} load={() => desk.reading.dig()} />
        )}
        {[...earlier].reverse().map((each) => (
          <Earlier key={each.conv} desk={desk} row={each} now={now} />
        ))}
        {earlier.length > 0 && <h3 class="newline">{t("thisTalk", { n: called(row) })}</h3>}
        <div
          class="talk"
          role="log"
          aria-label={t("talkLabel", { name: visitorName(row) })}
          aria-busy={!loaded}
        >
          <Entries desk={desk} row={row} now={now} />
          <Typing desk={desk} row={row} />
        </div>
        {skeleton && <LogSkeleton />}
      </section>
      {!pinned && (
        <button type="button" class="ib to-end" aria-label={t("toEnd")} onClick={toEnd}>
          <Icon name="arrowDown" />
        </button>
      )}
    </div>
  );
}
