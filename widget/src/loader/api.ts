/** `samovar(…)`: what the host page can say, and the queue of what it said before. */

/** What the page can ask for. */
export interface Wishes {
  open(): void;
  close(): void;
  city(name: unknown): void;
}

/** A name and what belongs to it; or anything else that a page may say. */
type Call = ArrayLike<unknown>;

/** The function on the page, with the queue that a stub keeps on it. */
interface Samovar {
  (...call: unknown[]): void;
  q?: { push(call: Call): unknown };
  /** A loader has taken it up. */
  up?: boolean;
}

declare global {
  interface Window {
    samovar?: Samovar;
  }
}

type Listener = (detail: unknown) => void;

const listeners: [name: unknown, listener: Listener][] = [];

/** Hear the page from now on, and first what it said before. False where another loader does already. */
export function hearPage(wishes: Wishes): boolean {
  const { samovar } = window;
  const push = (call: Call) => {
    const [name, value, listener] = Array.from(call ?? []);
    if (name === "on" && typeof listener === "function") listeners.push([value, listener as Listener]);
    for (const [known, wish] of Object.entries(wishes)) if (known === name) wish(value);
  };
  if (samovar?.up) return false;
  // A page that kept its stub goes on pushing to `q`. One that lets nobody change its function is not heard.
  Reflect.set(
    window,
    "samovar",
    Object.assign((...call: unknown[]) => push(call), { up: true, q: { push } }),
  );
  for (const call of Array.from((samovar?.q ?? []) as ArrayLike<Call>)) push(call);
  return true;
}

/** Tells the page what happened: open, close, message or unread. A listener that throws is alone with its error. */
export function emit(name: string, detail?: unknown): void {
  for (const [wanted, listener] of listeners) if (wanted === name) queueMicrotask(() => listener(detail));
}
