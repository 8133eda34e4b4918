// The list pane: filter, groups, rows, more of them on scrolling.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Row } from "../../../widget/src/link/wire";
import { day } from "../dates";
import type { Desk } from "../desk";
import { type Filter, type Group, groups, MINE, type Role } from "../inbox";
import { shelfKey } from "../lists";
import { type Key, t } from "../texts";
import { ListEmpty, ListFailed, ListSkeleton } from "./empty";
import { useDesk, useLasting } from "./hooks";
import { ListHead } from "./list-head";
import { ConvRow } from "./row";
import { OfferCard, WaitCard } from "./waiting";

const HEADINGS: Record<Role, Key> = {
  waiting: "groupWaiting",
  offered: "groupOffered",
  mine: "groupMine",
  colleagues: "groupColleagues",
  closed: "stateClosed",
};
const STEP = 50;

function shownRows(desk: Desk): Row[] {
  const { rows, shelf, filter } = desk.state;
  const all = [...rows.values()];
  if (filter.state === "open") return all;
  return shelf?.key === shelfKey(filter) ? all.filter((row) => shelf.convs.has(row.conv)) : [];
}

function OneRow({ row, oldest, now }: { row: Row; oldest: boolean; now: number | null }) {
  const me = useDesk().state.reader.id;
  if (row.state === "waiting" && !row.locked) return <WaitCard row={row} oldest={oldest} />;
  if (row.offer?.to.id === me && row.state === "held") return <OfferCard row={row} />;
  return <ConvRow row={row} now={now} />;
}

function GroupView({ group, now }: { group: Group; now: number }) {
  const pill = group.role === "waiting" || group.role === "offered";
  return (
    <>
      <h2 class="group">
        {group.role === "day" ? day(group.day, now) : t(HEADINGS[group.role])}
        {pill && <span class="n n--soft">{group.rows.length}</span>}
      </h2>
      <ul>
        {group.rows.map((row, at) => (
          <li key={row.conv}>
            <OneRow
              row={row}
              oldest={group.role === "waiting" && at === 0}
              now={group.role === "day" ? null : now}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

/** The first `limit` rows of the groups. */
function cut(all: Group[], limit: number): Group[] {
  let left = limit;
  return all.flatMap((group) => {
    const rows = group.rows.slice(0, Math.max(0, left));
    left -= rows.length;
    return rows.length ? [{ ...group, rows }] : [];
  });
}

/** Calls `reached` whenever the end of the list comes into sight. */
function End({ reached, busy }: { reached: () => void; busy: boolean }) {
  const ref = useRef<HTMLDivElement>(null);
  const latest = useRef(reached);
  latest.current = reached;
  useEffect(() => {
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting && latest.current(), {
      rootMargin: "200px",
    });
    if (ref.current && !busy) watcher.observe(ref.current);
    return () => watcher.disconnect();
  }, [busy]);
  return (
    <div class="list__end" ref={ref}>
      {busy && <span class="spin" role="status" aria-label={t("loadingMore")} />}
    </div>
  );
}

function Body({ filter }: { filter: Filter }) {
  const desk = useDesk();
  const [limit, setLimit] = useState(STEP);
  const { inbox, shelf, reader, skew } = desk.state;
  const all = groups(shownRows(desk), filter, reader.id);
  const total = all.reduce((sum, group) => sum + group.rows.length, 0);
  const open = filter.state === "open";
  const failed = open ? inbox === "failed" : shelf?.status === "failed";
  const loading = open ? inbox === "empty" : !shelf || shelf.status === "asking";
  const skeleton = useLasting(loading && total === 0);
  const reached = () => {
    if (limit < total) setLimit(limit + STEP);
    else if (!open && shelf?.next && shelf.status === "ready") desk.lists.more();
  };
  const now = Date.now() + skew;
  return (
    <div class="list__body scroll" tabIndex={-1}>
      {cut(all, limit).map((group) => (
        <GroupView key={group.role + group.day.slice(0, 10)} group={group} now={now} />
      ))}
      {total > 0 && !failed && <End key={limit + total} reached={reached} busy={loading} />}
      {failed && <ListFailed again={() => (open ? desk.lists.refresh() : desk.lists.more())} />}
      {total === 0 && !loading && !failed && <ListEmpty filter={filter} />}
      {skeleton && !failed && <ListSkeleton />}
    </div>
  );
}

/** The pane. */
export function List() {
  const desk = useDesk();
  const { filter, rooms } = desk.state;
  const room = rooms.find(({ id }) => id === filter.scope);
  const title = filter.scope === MINE ? t("myChats") : (room?.name ?? t("chats"));
  const label = filter.scope === MINE ? t("myChats") : t("listLabel", { channel: title });
  return (
    <section class="list" id="list" aria-label={label} tabIndex={-1}>
      <ListHead title={title} />
      <Body key={shelfKey(filter)} filter={filter} />
    </section>
  );
}
