// The talk, with the visitor's earlier talks above it in one scroll.

import { useEffect, useRef } from "preact/hooks";
import type { Row } from "../../../link/src/wire";
import { channelName } from "../desk/channels";
import type { Desk } from "../desk/desk";
import { called, isMine, visitorName } from "../desk/rows";
import { VisitorFace } from "../ui/avatar";
import { LogSkeleton } from "../ui/empty";
import { memo, useDesk, useLasting, useSlice, useToday } from "../ui/hooks";
import { Icon } from "../ui/icon";
import { date } from "../words/dates";
import { t } from "../words/texts";
import { Entry } from "./bubble";
import { items } from "./entries";
import { LoadOlder } from "./load-older";
import { useAnchoredScroll } from "./scroll";

/** `past`: its heading names the first day already. */
function Entries({ row, now, past = false }: { row: Row; now: number; past?: boolean }) {
  const desk = useDesk();
  const log = desk.link.logs.get(row.conv);
  if (!log?.loaded) return null;
  const pending = desk.link.pending.filter((each) => each.conv === row.conv);
  const all = items(log.events, log.seen, pending, desk.state.reader.id);
  return (
    <>
      {!log.complete && <LoadOlder load={() => desk.link.older(row.conv)} />}
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
function Earlier({ row, now }: { row: Row; now: number }) {
  const { channel, visitor } = useSlice(({ state, row: open }) => ({
    channel: channelName(state.channels, row.channel),
    visitor: row.visitor ?? open?.visitor ?? null,
  }));
  const when = date(row.opened, now);
  const heading = t(channel ? "talkHeading" : "talkHeadingPlain", { n: called(row), channel, date: when });
  return (
    <section class="talk talk--past" id={`talk-${row.conv}`} aria-label={heading} tabIndex={-1}>
      <h3 class="newline">{heading}</h3>
      <Entries row={{ ...row, visitor }} now={now} past />
    </section>
  );
}

function Typing({ row }: { row: Row }) {
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
function useReading(row: Row, pinned: boolean): void {
  const desk = useDesk();
  const log = desk.link.logs.get(row.conv);
  const seq = log?.loaded ? log.seq : 0;
  const looked = useSlice(() => document.visibilityState === "visible" && document.hasFocus());
  const attentive = pinned && looked;
  useEffect(() => {
    if (attentive && isMine(row, desk.state.reader.id) && seq > (log?.seen.operator ?? 0)) {
      desk.link.read(row.conv, seq);
    }
  });
}

/** What one has just written comes into sight, wherever one was reading. */
function useOwnInSight(row: Row, toEnd: () => void): void {
  const { link } = useDesk();
  const newest = link.pending.filter((each) => each.conv === row.conv).at(-1);
  const seen = useRef(newest?.at ?? 0);
  useEffect(() => {
    if (!newest || newest.at <= seen.current) return;
    seen.current = newest.at;
    toEnd();
  });
}

/** The talk and those before it: another list as soon as one of them is another. */
const shown = (desk: Desk, conv: string) => {
  const { earlier, hasMoreEarlier } = desk.reading;
  const logs = [conv, ...earlier.map((each) => each.conv)];
  return [
    hasMoreEarlier,
    ...earlier,
    ...logs.flatMap((each) => [desk.link.logs.get(each), desk.revisionOf(each)]),
  ];
};

/** The scroll of the open conversation. */
export const Log = memo(({ row }: { row: Row }) => {
  const desk = useDesk();
  useSlice((desk) => shown(desk, row.conv));
  const typing = useSlice(({ state }) => state.typing.get(row.conv)?.by.side === "visitor");
  const { ref, onScroll, pinned, toEnd } = useAnchoredScroll();
  const loaded = desk.link.logs.get(row.conv)?.loaded ?? false;
  const skeleton = useLasting(!loaded);
  useReading(row, pinned);
  useOwnInSight(row, toEnd);
  const now = useToday();
  const { earlier, hasMoreEarlier } = desk.reading;
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
        {oldest?.complete && hasMoreEarlier && (
          <LoadOlder key={`more${earlier.length}`} load={() => desk.reading.showEarlier()} />
        )}
        {[...earlier].reverse().map((each) => (
          <Earlier key={each.conv} row={each} now={now} />
        ))}
        {earlier.length > 0 && <h3 class="newline">{t("thisTalk", { n: called(row) })}</h3>}
        <div
          class="talk"
          role="log"
          aria-label={t("talkLabel", { name: visitorName(row) })}
          aria-busy={!loaded}
        >
          <Entries row={row} now={now} />
          {typing && <Typing row={row} />}
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
});
