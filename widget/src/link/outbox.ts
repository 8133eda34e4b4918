/** Messages on their way: kept until the server has them, sent in order, at most eight at once. */
import type { Adoption } from "./adoption";
import type { Clock } from "./clock";
import type { OutboxStore, Stored } from "./store";
import { Close, type New, type No, type Ok, type Send } from "./wire";
import type { Log } from "./log";

/** A message that is not in its log yet. `sent`: committed, its entry is about to arrive. */
export interface Pending {
  cid: string;
  conv: string | null;
  new: New | null;
  kind: "message" | "note";
  body: string;
  lock: number | null;
  at: number;
  state: "waiting" | "sending" | "sent" | "failed";
  /** The server's words, or "full" | "bad_frame". */
  reason: string;
  retriable: boolean;
}

/** What the outbox needs. */
export interface OutboxOptions {
  clock: Clock;
  store: OutboxStore;
  adoption: Adoption;
  owner: string;
  send: (frame: Send) => boolean;
  changed: () => void;
}

const LIMIT = 100;
const RESEND_MS = [5_000, 10_000] as const;
const HOPELESS = ["too_long", "empty", "bad_request"];

/** The queue of one tab. */
export class Outbox {
  pending: Pending[] = [];
  /** The browser keeps nothing: a reload would lose what is unsent. */
  memoryOnly = false;
  /** How many may be unacknowledged. */
  limit = 8;
  private readonly until = new Map<string, number>();
  private readonly seqs = new Map<string, number>();
  private resends = 0;
  private cautious = false;
  private cancel = () => {};

  constructor(private readonly options: OutboxOptions) {}

  /** Put a message in; it goes out when it can. */
  add(entry: Omit<Pending, "state" | "reason" | "retriable">): void {
    const full = this.pending.length >= LIMIT;
    this.pending.push({ ...entry, state: full ? "failed" : "waiting", reason: full ? "full" : "", retriable: full });
    this.keep({ ...entry, owner: this.options.owner });
    this.pump();
  }

  /** Take over what dead tabs left. */
  async adopt(): Promise<void> {
    const { clock, adoption } = this.options;
    const found = await adoption.orphans(clock.now()).catch(() => this.forgetful([]));
    const known = new Set(this.pending.map(({ cid }) => cid));
    const fresh = found.filter(({ cid }) => !known.has(cid));
    if (!fresh.length) return;
    this.pending.push(...fresh.map(waiting));
    this.pending.sort((a, b) => a.at - b.at);
    this.pump();
  }

  /** Try a refused message again, under the same cid. */
  retry(cid: string): void {
    const entry = this.find(cid);
    if (entry) Object.assign(entry, { state: "waiting", reason: "" });
    this.pump();
  }

  discard(cid: string): void {
    this.pending = this.pending.filter((entry) => entry.cid !== cid);
    this.until.delete(cid);
    this.options.store.remove(cid).catch(() => {});
    this.pump();
  }

  /** A new connection: everything unacknowledged goes out again. */
  connected(): void {
    this.resends = 0;
    this.until.clear();
    this.again();
    this.adopt();
  }

  /** The connection is gone; a close for a bad frame points at what was on the way. */
  lost(code: number): void {
    this.cancel();
    const suspects = this.flying();
    if (code === Close.BAD_FRAME || code === Close.TOO_BIG) {
      if (suspects.length === 1) this.fail(suspects[0] as Pending, "bad_frame", false);
      this.cautious = suspects.length > 1;
    }
  }

  ok(frame: Ok): void {
    const entry = this.find(frame.cid);
    if (!entry) return;
    const { conv = "", seq = 0 } = frame;
    for (const each of this.pending) if (each.new && each.new.ccid === entry.new?.ccid) each.conv = conv;
    Object.assign(entry, { state: "sent", conv });
    this.seqs.set(entry.cid, seq);
    this.options.store.remove(entry.cid).catch(() => {});
    this.resends = 0;
    this.pump();
  }

  no(frame: No): void {
    const entry = this.find(frame.cid);
    if (!entry) return;
    if (frame.retry) this.hold(entry, frame.after_ms ?? 0);
    else this.fail(entry, frame.text || frame.code, !HOPELESS.includes(frame.code));
    this.pump();
  }

  /** Whatever stands in the log has arrived. */
  arrived(log: Log): void {
    const there = ({ cid, conv }: Pending) =>
      (conv === log.conv && (this.seqs.get(cid) ?? Number.POSITIVE_INFINITY) <= log.seq) ||
      log.events.some((event) => event.cid === cid);
    for (const { cid } of this.pending.filter(there)) this.discard(cid);
  }

  /** Send what may go: in order within a conversation, a held one stops those behind it, a refused one does not. */
  private pump(): void {
    const now = this.options.clock.now();
    const stopped = new Set<string>();
    let free = (this.cautious ? 1 : this.limit) - this.flying().length;
    for (const entry of this.pending) {
      if (entry.state !== "waiting") continue;
      const line = entry.conv ?? entry.new?.ccid ?? "";
      if (free < 1 || (this.until.get(entry.cid) ?? 0) > now || stopped.has(line)) stopped.add(line);
      else if (this.options.send(frameOf(entry))) {
        entry.state = "sending";
        free--;
      }
    }
    this.settle();
  }

  private settle(): void {
    const unsent = this.pending.some(({ state }) => state !== "sent");
    this.options.adoption.hold(unsent);
    this.cautious &&= unsent;
    this.cancel();
    if (this.flying().length) {
      this.cancel = this.options.clock.after(RESEND_MS[Math.min(this.resends, 1)] as number, () => {
        this.resends++;
        this.again();
      });
    }
    this.options.changed();
  }

  private again(): void {
    for (const entry of this.flying()) entry.state = "waiting";
    this.pump();
  }

  private hold(entry: Pending, ms: number): void {
    const { clock } = this.options;
    const wait = ms + Math.ceil(clock.random() * 1000);
    entry.state = "waiting";
    this.until.set(entry.cid, clock.now() + wait);
    clock.after(wait, () => this.pump());
  }

  private fail(entry: Pending, reason: string, retriable: boolean): void {
    Object.assign(entry, { state: "failed", reason, retriable });
  }

  private flying(): Pending[] {
    return this.pending.filter(({ state }) => state === "sending");
  }

  private find(cid = ""): Pending | undefined {
    return this.pending.find((entry) => entry.cid === cid);
  }

  private keep(entry: Stored): void {
    this.options.store.put(entry).catch(() => this.forgetful([]));
  }

  private forgetful<T>(answer: T): T {
    this.memoryOnly = true;
    this.options.changed();
    return answer;
  }
}

function waiting({ owner: _, ...entry }: Stored): Pending {
  return { ...entry, state: "waiting", reason: "", retriable: false };
}

function frameOf({ cid, conv, new: asked, kind, body, lock }: Pending): Send {
  const target = asked ? { new: asked } : { conv };
  return { t: "send", cid, ...target, kind, body, ...(lock === null ? {} : { lock }) };
}
