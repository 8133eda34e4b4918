// Nothing moves under the mouse: while it is over the list the rows keep their order, and the one under it its place.

import { useLayoutEffect, useRef } from "preact/hooks";
import { useRedraw } from "../ui/hooks";
import type { Group } from "./groups";
import { steady } from "./steady";

type Box = { current: HTMLDivElement | null };

interface Under {
  conv: string;
  top: number;
}

const rowAt = (target: EventTarget | null) => (target as Element | null)?.closest<HTMLElement>("[data-conv]");
const topOf = (row: Element, box: Element) =>
  row.getBoundingClientRect().top - box.getBoundingClientRect().top;

/** Scrolls by so much; where there is nothing to scroll, room is made. */
function shift(box: HTMLElement, by: number): void {
  const before = box.scrollTop;
  box.scrollTop += by;
  const rest = by - (box.scrollTop - before);
  if (Math.abs(rest) < 1) return;
  const side = rest < 0 ? "paddingTop" : "paddingBottom";
  box.style[side] = `${Number.parseFloat(getComputedStyle(box)[side]) + Math.abs(rest)}px`;
  if (rest > 0) box.scrollTop += rest;
}

/** The groups as they are to be drawn, and what the list's element has to hear. */
export function useStill(box: Box, now: Group[]) {
  const over = useRef(false);
  const under = useRef<Under | null>(null);
  const before = useRef<Group[]>(now);
  const redraw = useRedraw();
  const shown = over.current ? steady(before.current, now) : now;
  before.current = shown;
  const mark = (row: HTMLElement | null | undefined) => {
    const conv = row?.dataset.conv;
    under.current = row && conv && box.current ? { conv, top: topOf(row, box.current) } : null;
  };
  useLayoutEffect(() => {
    const { current: place } = under;
    const row = place && box.current?.querySelector(`[data-conv="${place.conv}"]`);
    if (!over.current || !row || !box.current) return;
    const by = topOf(row, box.current) - place.top;
    if (Math.abs(by) >= 1) shift(box.current, by);
  });
  const onPointerMove = (event: PointerEvent) => {
    if (event.pointerType === "touch") return;
    over.current = true;
    box.current?.classList.add("is-still");
    mark(rowAt(event.target));
  };
  const onPointerLeave = () => {
    over.current = false;
    under.current = null;
    box.current?.classList.remove("is-still");
    if (box.current) box.current.style.padding = "";
    redraw();
  };
  /** After scrolling, what is under the mouse stands elsewhere. */
  const scrolled = () => mark(rowAt(box.current?.querySelector("[data-conv]:hover") ?? null));
  return { shown, scrolled, listeners: { onPointerMove, onPointerLeave } };
}
