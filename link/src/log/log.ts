/** One conversation's entries as this reader may see them: in order, without gaps. Pure. */
import type { Batch, Event, Seen } from "../wire";

/** `first` … `seq` is what is loaded. */
export class Log {
  events: Event[] = [];
  /** The last seq that is complete; −1 before anything is loaded. */
  seq = -1;
  /** The lowest seq loaded. */
  first = 0;
  /** Nothing older exists. */
  complete = false;
  /** How far each side has read. */
  seen: Required<Seen> = { visitor: 0, operator: 0 };
  /** The highest seq that came too early to be taken. */
  private missed = 0;

  constructor(readonly conv: string) {}

  get loaded(): boolean {
    return this.seq >= 0;
  }

  /** Something came that does not join on: what lies between must be fetched. */
  get gap(): boolean {
    return this.loaded && this.missed > this.seq;
  }

  /** One live entry; it joins on to the one before it that this reader may see. */
  apply(event: Event): void {
    this.put((event.prev ?? event.seq - 1) + 1, event.seq, [event]);
  }

  /** The last page, the page before the first entry, or what came after a cursor. */
  take({ from = 0, to = 0, events, more, seen }: Batch): void {
    const before = this.loaded && from < this.first;
    this.see(seen);
    if (before) this.events.unshift(...events.filter(({ seq }) => seq < this.first));
    if (before || !this.loaded) {
      this.first = from;
      this.complete = !more;
    }
    if (!this.loaded) this.seq = Math.max(0, from - 1);
    if (!before) this.put(from, to, events);
  }

  /** Read marks never go back. What is stored up to `stored` and missing here is a gap. */
  see({ visitor = 0, operator = 0 }: Seen, stored = 0): void {
    this.seen = {
      visitor: Math.max(visitor, this.seen.visitor),
      operator: Math.max(operator, this.seen.operator),
    };
    this.put(stored + 1, stored, []);
  }

  /** Takes what joins on, drops what is known. */
  private put(from: number, to: number, events: Event[]): void {
    if (this.loaded && from <= this.seq + 1) {
      this.events.push(...events.filter(({ seq }) => seq > this.seq));
      this.seq = Math.max(this.seq, to);
    } else this.missed = Math.max(this.missed, to);
  }
}
