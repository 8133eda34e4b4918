// What views share: the desk, the time, and waiting a moment.

import { createContext } from "preact";
import { useCallback, useContext, useEffect, useReducer, useState } from "preact/hooks";
import type { Desk } from "../desk";
import { everySecond } from "../ticks";

export const DeskContext = createContext<Desk | null>(null);

/** The desk of this page. The whole page is drawn anew when it changes. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("a view outside of the console");
  return desk;
}

/** Draws the view that asks for it anew. */
export function useRedraw(): () => void {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  return useCallback(() => redraw(0), []);
}

/** Draws anew after every change of the desk. */
export function useChanges(desk: Desk): void {
  const redraw = useRedraw();
  useEffect(() => desk.subscribe(redraw), [desk]);
}

/** The server's time, once a second. */
export function useNow(): number {
  const redraw = useRedraw();
  useEffect(() => everySecond(redraw), []);
  return useDesk().link.now();
}

/** True once `on` has lasted for so many ms: nothing flickers for what is quick. */
export function useLasting(on: boolean, ms = 300): boolean {
  const [lasted, setLasted] = useState(false);
  useEffect(() => {
    if (!on) return setLasted(false);
    const timer = setTimeout(() => setLasted(true), ms);
    return () => clearTimeout(timer);
  }, [on, ms]);
  return on && lasted;
}

/** A media query as state. */
export function useMedia(query: string): boolean {
  const [fits, setFits] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const heard = () => setFits(list.matches);
    list.addEventListener("change", heard);
    return () => list.removeEventListener("change", heard);
  }, [query]);
  return fits;
}
