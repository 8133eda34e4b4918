// What views share: the desk and their slice of it, the time, and waiting a moment.

import { Component, type ComponentType, createContext, type FunctionComponent, h } from "preact";
import { useCallback, useContext, useEffect, useReducer, useRef, useState } from "preact/hooks";
import type { Desk } from "../desk/desk";
import { same } from "./same";
import { everySecond } from "./ticks";

export const DeskContext = createContext<Desk | null>(null);

/** The desk of this page, to act on. What is shown of it is taken by `useSlice`: nothing else draws a view anew. */
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

/** What a view shows of the desk: it is drawn anew when that is no longer the same. */
export function useSlice<T>(select: (desk: Desk) => T): T {
  const desk = useDesk();
  const redraw = useRedraw();
  const slice = select(desk);
  const drawn = useRef({ select, slice });
  drawn.current = { select, slice };
  useEffect(() => {
    const check = () => same(drawn.current.select(desk), drawn.current.slice) || redraw();
    check();
    return desk.subscribe(check);
  }, [desk]);
  return slice;
}

/** `view`: what draws. */
export type Memo<Props> = ComponentType<Props> & { view: FunctionComponent<Props> };

/** A view that its parent draws anew only with other props. */
export function memo<Props extends object>(View: FunctionComponent<Props>): Memo<Props> {
  return class extends Component<Props> {
    static readonly view = View;

    override shouldComponentUpdate(next: Readonly<Props>) {
      return !same(this.props, next);
    }

    override render() {
      return h(View, this.props);
    }
  };
}

/** The server's time, once a second. */
export function useNow(): number {
  const redraw = useRedraw();
  useEffect(() => everySecond(redraw), []);
  return useDesk().link.now();
}

/** The server's time, for what is said by days. */
export function useToday(): number {
  useSlice((desk) => new Date(desk.link.now()).toDateString());
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
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const heard = () => setMatches(list.matches);
    list.addEventListener("change", heard);
    return () => list.removeEventListener("change", heard);
  }, [query]);
  return matches;
}
