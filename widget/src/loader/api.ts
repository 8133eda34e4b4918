/** `samovar(…)`: what the host page can say, and the queue of what it said before. */

/** What the page can ask for. */
export interface Wishes {
  open(): void;
  close(): void;
  city(name: string): void;
}

type Call = [name: string, ...rest: unknown[]];

/** The function on the page, with the queue that a stub keeps on it. */
interface Samovar {
  (...call: Call): void;
  q?: { push(call: Call): unknown };
  /** A loader has taken it up. */
  up?: boolean;
}

declare global {
  interface Window {
    samovar?: Samovar;
  }
}

const listeners: [name: string, listener: (detail: unknown) => void][] = [];

/** Hear the page from now on, and first what it said before. False where another loader does already. */
export function hearPage(wishes: Wishes): boolean {
  const { samovar } = window;
  const push = ([name, value, listener]: Call) => {
    if (name === "on") listeners.push([`${value}`, listener as () => void]);
    else wishes[name as keyof Wishes]?.(`${value}`);
  };
  if (samovar?.up) return false;
  // A page that kept its stub goes on pushing to `q`.
  window.samovar = Object.assign((...call: Call) => push(call), { up: true, q: { push } });
  for (const call of (samovar?.q ?? []) as Call[]) push(call);
  return true;
}

/** Tells the page what happened: open, close, message or unread. A listener that throws is alone with its error. */
export function emit(name: string, detail?: unknown): void {
  for (const [wanted, listener] of listeners) if (wanted === name) queueMicrotask(() => listener(detail));
}
