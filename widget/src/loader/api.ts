/** `samovar(…)`: what the host page can say, and the queue of what it said before. */
import type { Heard } from "../shell";

/** What the page can ask for. */
export interface Wishes {
  open(): void;
  close(): void;
  city(name: string): void;
}

type Call = [name: string, ...rest: unknown[]];

/** The function on the page: callable, with the queue that a stub keeps on it. */
interface Samovar {
  (...call: Call): void;
  q?: { push(call: Call): unknown };
  /** Somebody has taken it up. */
  up?: boolean;
}

/** Tells the page what happened. */
export type Emit = (name: Heard, detail?: unknown) => void;

declare global {
  interface Window {
    samovar?: Samovar;
  }
}

/** True for the first script that asks: a page may carry two. */
export function takeUp(): boolean {
  const taken = Boolean(window.samovar?.up);
  window.samovar ??= (...call) => window.samovar?.q?.push(call);
  window.samovar.q ??= [] as Call[];
  window.samovar.up = true;
  return !taken;
}

/** Hear the page from now on, and first what it said before. */
export function hearPage(wishes: Wishes): Emit {
  const listeners: [string, (detail: unknown) => void][] = [];
  const push = ([name, value, listener]: Call) => {
    if (name === "on") listeners.push([String(value), listener as () => void]);
    else if (name === "city") wishes.city(String(value));
    else if (name === "open" || name === "close") wishes[name]();
  };
  const { samovar } = window;
  if (samovar) {
    const said = samovar.q as unknown as Iterable<Call>;
    samovar.q = { push };
    for (const call of said) push(call);
  }
  return (name, detail) => {
    for (const [wanted, listener] of listeners) if (wanted === name) listener(detail);
  };
}
