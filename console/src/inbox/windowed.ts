// What a long list draws: the rows in sight, and the one in focus. Heights are measured as rows are drawn.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Row } from "../../../link/src/wire";
import { useRedraw } from "../ui/hooks";
import { shapeOf } from "./groups";
import { drawn, type Stretch } from "./sight";

const STEP = 240; // scrolling by less draws nothing new
const MARGIN = 480;
const USUAL = { wait: 150, offer: 150, row: 58 }; // before the first one is measured
const HEADING = 32;

type Box = { current: HTMLDivElement | null };

/** The part of the list to draw, and what to call when it is scrolled. */
function useSight(box: Box) {
  const [place, setPlace] = useState({ top: 0, height: 2 * STEP });
  const measure = () => {
    if (!box.current) return;
    const top = Math.floor(box.current.scrollTop / STEP) * STEP;
    const height = Math.ceil(box.current.clientHeight / STEP) * STEP;
    setPlace((was) => (was.top === top && was.height === height ? was : { top, height }));
  };
  useEffect(() => {
    const watcher = new ResizeObserver(measure);
    if (box.current) watcher.observe(box.current);
    return () => watcher.disconnect();
  }, []);
  const sight: Stretch = { from: place.top - MARGIN, to: place.top + place.height + STEP + MARGIN };
  return { sight, measure };
}

/** Measures what is drawn; what was not drawn yet is taken for as tall as the last of its shape. */
function useHeights(box: Box, me: string) {
  const known = useRef(new Map<string, number>());
  const usual = useRef<Record<string, number>>({ ...USUAL });
  const redraw = useRedraw();
  useLayoutEffect(() => {
    let news = false;
    for (const each of box.current?.querySelectorAll<HTMLElement>("[data-piece]") ?? []) {
      const [piece = "", height] = [each.dataset.piece, each.offsetHeight];
      if (!height || known.current.get(piece) === height) continue;
      known.current.set(piece, height);
      usual.current[each.dataset.shape ?? ""] = height;
      news = true;
    }
    if (news) redraw();
  });
  return (row: Row) => known.current.get(pieceOf(row, me)) ?? usual.current[shapeOf(row, me)] ?? USUAL.row;
}

/** Names a row as it looks now. */
const pieceOf = (row: Row, me: string) => `${row.conv}/${shapeOf(row, me)}`;

/** What the element of a row says of it. */
export const marks = (row: Row, me: string) => ({
  "data-piece": pieceOf(row, me),
  "data-shape": shapeOf(row, me),
  "data-conv": row.conv,
});

/** Which rows of each column to draw. `kept`: a row that stays drawn wherever it is. */
export function useWindow(box: Box, me: string) {
  const { sight, measure } = useSight(box);
  const height = useHeights(box, me);
  const columns = (lists: Row[][], kept: string | null) => {
    let top = 0;
    return lists.map((rows) => {
      const column = drawn(rows.map(height), top + HEADING, sight, (at) => rows[at]?.conv === kept);
      top = column.end;
      return column;
    });
  };
  return { columns, measure };
}
