/** How bubbles stand together in a log, and which of them were read. */
import type { Event, Seen } from "../wire";

/** `first`, `last`: of a run of one author's bubbles. */
export type InRun<T> = T & { first: boolean; last: boolean };

/** `author`: empty for what is no bubble: no run goes on over it. */
export function runs<T>(items: T[], author: (item: T) => string): InRun<T>[] {
  const authors = items.map(author);
  return items.map((item, at) => ({
    ...item,
    first: authors[at] !== authors[at - 1],
    last: authors[at] !== authors[at + 1],
  }));
}

/** Whether the other side has read it. */
export const isRead = (
  { seq, by }: Pick<Event, "seq" | "by">,
  { visitor = 0, operator = 0 }: Seen,
): boolean => seq <= (by.side === "operator" ? visitor : operator);
