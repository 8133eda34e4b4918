// What a long list draws: the rows in sight, and the one in focus. Heights are measured as rows are drawn.

import { useEffect, useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";
import type { Row } from "../../../widget/src/link/wire";
import { drawn, type Stretch } from "../sight";

const STEP = 240; // scrolling by less draws nothing new
const MARGIN = 480;
const TALL = 150; // before the first one is measured
const LOW = 58;
export const HEADING = 32;

type Box = { current: HTMLDivElement | null };

const isTall = (row: Row) => row.state === "waiting" || Boolean(row.offer);
const sort = (row: Row) => (row.locked || !isTall(row) ? "low" : "tall");

/** The part of the list to draw, and what to call when it is scrolled. */
function useSight(box: Box) {
  const [place, setPlace] = useState({ top: 0, height: 2 * STEP });
  const look = () => {
    if (!box.current) return;
    const top = Math.floor(box.current.scrollTop / STEP) * STEP;
    const height = Math.ceil(box.current.clientHeight / STEP) * STEP;
    setPlace((was) => (was.top === top && was.height === height ? was : { top, height }));
  };
  useEffect(() => {
    const watcher = new ResizeObserver(look);
    if (box.current) watcher.observe(box.current);
    return () => watcher.disconnect();
  }, []);
  const sight: Stretch = { from: place.top - MARGIN, to: place.top + place.height + STEP + MARGIN };
  return { sight, look };
}

/** Measures what is drawn; what was not drawn yet is taken for as tall as the last of its sort. */
function useHeights(box: Box) {
  const known = useRef(new Map<string, number>());
  const usual = useRef<Record<string, number>>({ tall: TALL, low: LOW });
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useLayoutEffect(() => {
    let news = false;
    for (const each of box.current?.querySelectorAll<HTMLElement>("[data-piece]") ?? []) {
      const [piece = "", height] = [each.dataset.piece, each.offsetHeight];
      if (!height || known.current.get(piece) === height) continue;
      known.current.set(piece, height);
      usual.current[each.dataset.sort ?? ""] = height;
      news = true;
    }
    if (news) redraw(0);
  });
  return (row: Row) => known.current.get(pieceOf(row)) ?? usual.current[sort(row)] ?? LOW;
}

/** Names a row as it looks now. */
const pieceOf = (row: Row) => `${row.conv}/${sort(row)}`;

/** What the element of a row says of it. */
export const marks = (row: Row) => ({
  "data-piece": pieceOf(row),
  "data-sort": sort(row),
  "data-conv": row.conv,
});

/** Which rows of each column to draw. `kept`: a row that stays drawn wherever it is. */
export function useWindow(box: Box) {
  const { sight, look } = useSight(box);
  const height = useHeights(box);
  const columns = (lists: Row[][], kept: string | null) => {
    let top = 0;
    return lists.map((rows) => {
      const column = drawn(rows.map(height), top + HEADING, sight, (at) => rows[at]?.conv === kept);
      top = column.end;
      return column;
    });
  };
  return { columns, look };
}
