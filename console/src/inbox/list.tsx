// The list pane: filter, groups, rows, more of them on scrolling.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Row } from "../../../link/src/wire";
import { channelName } from "../desk/channels";
import { type Filter, MINE, waitingOf } from "../desk/filter";
import { closedPagesKey } from "../desk/lists";
import type { State } from "../desk/state";
import { ListEmpty, ListFailed, ListSkeleton } from "../ui/empty";
import { memo, useDesk, useLasting, useSlice, useToday } from "../ui/hooks";
import { t } from "../words/texts";
import { GroupView } from "./group";
import { figure, type Group, groups } from "./groups";
import { ListHead } from "./list-head";
import { useStill } from "./still";
import { useWindow } from "./windowed";

function shownRows({ rows, closedPages, filter }: State): Row[] {
  const all = [...rows.values()];
  if (filter.state === "open") return all;
  return closedPages?.key === closedPagesKey(filter)
    ? all.filter((row) => closedPages.convs.has(row.conv))
    : [];
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

/** The rows of the list by groups. Made anew only when they have changed: most keys change none. */
function useGroups(filter: Filter): Group[] {
  const { state } = useDesk();
  const { rows, closedPages } = useSlice(({ state: { rows, closedPages } }) => ({ rows, closedPages }));
  return useMemo(() => groups(shownRows(state), filter, state.reader.id), [rows, closedPages, filter]);
}

/** Keeps the row in focus drawn, and moves the focus where a key asked for. */
function useFocus(box: { current: HTMLDivElement | null }) {
  const desk = useDesk();
  const [focused, setFocused] = useState<string | null>(null);
  const wanted = useSlice(({ rowWanted }) => rowWanted);
  useEffect(() => {
    if (!wanted) return;
    box.current?.querySelector<HTMLElement>(`[data-row="${wanted}"]`)?.focus();
    // Unless the next one is wanted by now.
    if (desk.rowWanted === wanted) desk.wantsRow(null);
  }, [wanted]);
  const onFocusIn = (event: FocusEvent) => setFocused((event.target as HTMLElement).dataset.row ?? null);
  return { kept: wanted ?? focused, onFocusIn };
}

function Body({ filter }: { filter: Filter }) {
  const desk = useDesk();
  const box = useRef<HTMLDivElement>(null);
  const { inbox, closedPages, figures } = useSlice(({ state: { inbox, closedPages, figures } }) => ({
    inbox,
    closedPages,
    figures,
  }));
  const { shown, scrolled, listeners } = useStill(box, useGroups(filter));
  const { columns, measure } = useWindow(box, desk.state.reader.id);
  const { kept, onFocusIn } = useFocus(box);
  const lists = shown.map(({ rows }) => rows);
  desk.listed = lists.flat().flatMap(({ conv, locked }) => (locked ? [] : conv));
  const drawn = columns(lists, kept);
  const [oldest] = waitingOf(desk.inScope());
  const open = filter.state === "open";
  const failed = open ? inbox === "failed" : closedPages?.status === "failed";
  const loading = open ? inbox === "empty" : !closedPages || closedPages.status === "asking";
  const skeleton = useLasting(loading && shown.length === 0);
  const now = useToday();
  const onScroll = () => {
    measure();
    scrolled();
  };
  return (
    <div
      class="list__body scroll"
      tabIndex={-1}
      ref={box}
      onScroll={onScroll}
      onFocusIn={onFocusIn}
      {...listeners}
    >
      {shown.map((group, at) => (
        <GroupView
          key={group.key}
          group={group}
          n={figure(group, filter.mine ? MINE : filter.scope, figures, inbox === "whole")}
          column={drawn[at] as (typeof drawn)[number]}
          oldest={oldest?.conv}
          now={now}
        />
      ))}
      {!open && shown.length > 0 && !failed && (
        <End key={closedPages?.convs.size} reached={() => desk.lists.next()} busy={loading} />
      )}
      {failed && <ListFailed again={() => (open ? desk.lists.refresh() : desk.lists.more())} />}
      {shown.length === 0 && !loading && !failed && <ListEmpty filter={filter} />}
      {skeleton && !failed && <ListSkeleton />}
    </div>
  );
}

/** The pane. */
export const List = memo(() => {
  const { filter, channels } = useSlice(({ state: { filter, channels } }) => ({ filter, channels }));
  const title = filter.scope === MINE ? t("myChats") : channelName(channels, filter.scope) || t("chats");
  const label = filter.scope === MINE ? t("myChats") : t("listLabel", { channel: title });
  return (
    <section class="list" id="list" aria-label={label} tabIndex={-1}>
      <ListHead title={title} />
      <Body key={closedPagesKey(filter)} filter={filter} />
    </section>
  );
});
