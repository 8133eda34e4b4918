/** One conversation's entries as this reader may see them: dense by the gap rule, pure. */
import type { Batch, Event, Seen } from "./wire";

/** Entries in order of seq; `first` … `seq` is what is loaded, without gaps. */
export class Log {
  events: Event[] = [];
  /** The last seq that is complete; −1 before anything is loaded. */
  seq = -1;
  /** The lowest seq loaded. */
  first = 0;
  /** Nothing older exists. */
  complete = false;
  seen: Required<Seen> = { visitor: 0, operator: 0 };
  private held: Event[] = [];

  constructor(readonly conv: string) {}

  get loaded(): boolean {
    return this.seq >= 0;
  }

  /** A live entry: taken, known already, or held because something before it is missing. */
  apply(event: Event): "new" | "old" | "gap" {
    if (this.loaded && event.seq <= this.seq) return "old";
    this.held.push(event);
    this.held.sort((a, b) => a.seq - b.seq);
    return this.drain() ? "new" : "gap";
  }

  /** The last page: everything before it is forgotten. */
  applyLast(batch: Batch): void {
    this.events = [];
    this.first = batch.events[0]?.seq ?? batch.from ?? 0;
    this.complete = !batch.more;
    this.seq = Math.max(0, (batch.from ?? 0) - 1);
    this.applyAfter(batch);
  }

  /** Entries after the last one. False: something between is still missing. */
  applyAfter(batch: Batch): boolean {
    this.see(batch.seen);
    if ((batch.from ?? 0) > this.seq + 1) return false;
    this.events.push(...batch.events.filter((event) => event.seq > this.seq));
    this.seq = Math.max(this.seq, batch.to ?? 0, this.events.at(-1)?.seq ?? 0);
    this.drain();
    return true;
  }

  /** Entries before the first one. */
  applyBefore(batch: Batch): void {
    this.events.unshift(...batch.events.filter((event) => event.seq < this.first));
    this.first = Math.min(this.first, this.events[0]?.seq ?? 0, batch.from ?? 0);
    this.complete = !batch.more;
    this.see(batch.seen);
  }

  /** How far each side has read; never goes back. */
  see({ visitor = 0, operator = 0 }: Seen): void {
    this.seen = {
      visitor: Math.max(visitor, this.seen.visitor),
      operator: Math.max(operator, this.seen.operator),
    };
  }

  /** Whether entries wait for a missing one. */
  get gap(): boolean {
    return this.held.length > 0;
  }

  private drain(): boolean {
    const { seq } = this;
    while (this.loaded && this.held[0] && (this.held[0].prev ?? this.held[0].seq - 1) <= this.seq) {
      const event = this.held.shift() as Event;
      if (event.seq <= this.seq) continue;
      this.events.push(event);
      this.seq = event.seq;
    }
    return this.seq > seq;
  }
}
