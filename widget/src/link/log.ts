/** One conversation's entries as this reader may see them: in order, without gaps. Pure. */
import type { Batch, Event, Seen } from "./wire";

/** Entries that are complete from one seq to another. */
type Stretch = [from: number, to: number, events: Event[]];

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
  private held: Stretch[] = [];

  constructor(readonly conv: string) {}

  get loaded(): boolean {
    return this.seq >= 0;
  }

  /** Stretches wait for something before them. */
  get gap(): boolean {
    return this.loaded && this.held.length > 0;
  }

  /** Takes what joins on, drops what is known, holds what comes too early. */
  private put(from: number, to: number, events: Event[]): void {
    this.held.push([from, to, events]);
    this.held.sort((a, b) => a[0] - b[0]);
    while (this.loaded && this.held[0] && this.held[0][0] <= this.seq + 1) {
      const [, end, more] = this.held.shift() as Stretch;
      this.events.push(...more.filter(({ seq }) => seq > this.seq));
      this.seq = Math.max(this.seq, end);
    }
  }

  /** What came after a cursor. */
  take({ from = 0, to = 0, events, seen }: Batch): void {
    this.see(seen);
    this.put(from, to, events);
  }

  /** One live entry; it joins on to the one before it that this reader may see. */
  apply(event: Event): void {
    this.put((event.prev ?? event.seq - 1) + 1, event.seq, [event]);
  }

  /** The first page to be loaded is the last one. */
  begin(batch: Batch): void {
    this.first = batch.from ?? 0;
    this.seq = Math.max(0, this.first - 1);
    this.complete = !batch.more;
    this.take(batch);
  }

  /** A page in front of what is loaded. */
  prepend({ from = 0, events, more }: Batch): void {
    this.events.unshift(...events.filter(({ seq }) => seq < this.first));
    this.first = Math.min(this.first, from);
    this.complete = !more;
  }

  /** Never goes back. */
  see({ visitor = 0, operator = 0 }: Seen): void {
    this.seen = { visitor: Math.max(visitor, this.seen.visitor), operator: Math.max(operator, this.seen.operator) };
  }
}
