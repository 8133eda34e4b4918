/** Messages on their way: kept until the server has them, sent in order, at most eight at once. */
import { makeAdoption } from "./adoption";
import type { Clock } from "./clock";
import type { Log } from "./log";
import type { OutboxStore, Stored } from "./store";
import { Close, type New, type No, type Ok, type OperatorFrame } from "./wire";

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
  /** Not before. */
  until?: number;
  seq?: number;
}

/** What the outbox needs. */
export interface OutboxOptions {
  clock: Clock;
  store: OutboxStore;
  name: string;
  owner: string;
  locks: LockManager | undefined;
  send: (frame: OperatorFrame) => boolean;
  changed: () => void;
}

/** The queue of one tab. */
export interface Outbox {
  pending: Pending[];
  /** The browser keeps nothing: a reload would lose what is unsent. */
  memoryOnly: boolean;
  /** How many may be unacknowledged. */
  limit: number;
  /** Put a message in; it goes out when it can. */
  add(entry: Omit<Stored, "owner">): void;
  /** Take over what dead tabs left. */
  adopt(): void;
  /** Try a refused message again, under the same cid. */
  retry(cid: string): void;
  discard(cid: string): void;
  /** A new connection: everything unacknowledged goes out again. */
  connected(): void;
  /** The connection is gone; a close for a bad frame points at what was on the way. */
  lost(code: number): void;
  ok(frame: Ok): void;
  no(frame: No): void;
  /** Whatever stands in the log has arrived. */
  arrived(log: Log): void;
}

const LIMIT = 100;
const RESEND_MS = [5_000, 10_000] as const;
const HOPELESS = ["too_long", "empty", "bad_request"];

export function makeOutbox({ clock, store, name, owner, locks, send, changed }: OutboxOptions): Outbox {
  const adoption = makeAdoption(store, name, owner, locks);
  let resent: 0 | 1 = 0;
  let cautious = false;
  let cancel = () => {};
  const flying = () => self.pending.filter(({ state }) => state === "sending");
  const find = (cid?: string) => self.pending.find((entry) => entry.cid === cid);
  const fail = (entry: Pending, reason: string, retriable: boolean) =>
    Object.assign(entry, { state: "failed", reason, retriable });
  const forgetful = () => {
    self.memoryOnly = true;
    changed();
  };
  const remove = (cid: string) => {
    store.remove(cid).catch(forgetful);
  };
  const queue = (entry: Omit<Stored, "owner">) => {
    if (find(entry.cid)) return;
    self.pending.push({ ...entry, state: "waiting", reason: "", retriable: false });
    self.pending.sort((a, b) => a.at - b.at);
  };

  /** In order within a conversation: a held one stops those behind it, a refused one does not. */
  const pump = () => {
    const stopped = new Set<string>();
    let free = (cautious ? 1 : self.limit) - flying().length;
    for (const entry of self.pending) {
      const line = entry.conv ?? entry.new?.ccid ?? "";
      if (entry.state !== "waiting") continue;
      if (free < 1 || (entry.until ?? 0) > clock.now() || stopped.has(line)) stopped.add(line);
      else if (send(frameOf(entry))) {
        entry.state = "sending";
        free--;
      }
    }
    settle();
  };
  const settle = () => {
    const unsent = self.pending.some(({ state }) => state !== "sent");
    adoption.hold(unsent);
    cautious &&= unsent;
    cancel();
    if (flying()[0]) {
      cancel = clock.after(RESEND_MS[resent], () => {
        resent = 1;
        again();
      });
    }
    changed();
  };
  const again = () => {
    for (const entry of flying()) entry.state = "waiting";
    pump();
  };

  const self: Outbox = {
    pending: [],
    memoryOnly: false,
    limit: 8,
    add(entry) {
      queue(entry);
      if (self.pending.length > LIMIT) fail(find(entry.cid) as Pending, "full", true);
      store.put({ ...entry, owner }).catch(forgetful);
      pump();
    },
    adopt() {
      adoption.adopt(clock.now(), ({ owner: _, ...entry }) => {
        queue(entry);
        pump();
      }).catch(forgetful);
    },
    retry(cid) {
      Object.assign(find(cid) ?? {}, { state: "waiting" });
      pump();
    },
    discard(cid) {
      self.pending = self.pending.filter((entry) => entry.cid !== cid);
      remove(cid);
      pump();
    },
    connected() {
      resent = 0;
      for (const entry of self.pending) entry.until = 0;
      again();
      self.adopt();
    },
    lost(code) {
      cancel();
      if (code !== Close.BAD_FRAME && code !== Close.TOO_BIG) return;
      const [suspect, ...others] = flying();
      cautious = others.length > 0;
      if (suspect && !cautious) fail(suspect, "bad_frame", false);
    },
    ok({ cid, conv = "", seq = 0 }) {
      const entry = find(cid);
      if (!entry) return;
      for (const one of self.pending) if (one.new && one.new.ccid === entry.new?.ccid) one.conv = conv;
      Object.assign(entry, { state: "sent", conv, seq });
      remove(entry.cid);
      resent = 0;
      pump();
    },
    no({ cid, code, text, retry, after_ms = 0 }) {
      const entry = find(cid);
      if (!entry) return;
      const wait = after_ms + clock.random() * 1000;
      if (retry) {
        Object.assign(entry, { state: "waiting", until: clock.now() + wait });
        clock.after(wait, pump);
      } else fail(entry, text || code, !HOPELESS.includes(code));
      pump();
    },
    arrived(log) {
      for (const { cid, conv, seq = Number.POSITIVE_INFINITY } of self.pending) {
        if ((conv === log.conv && seq <= log.seq) || log.events.some((event) => event.cid === cid)) self.discard(cid);
      }
    },
  };
  return self;
}

function frameOf({ cid, conv, new: asked, kind, body, lock }: Pending): OperatorFrame {
  const target = asked ? { new: asked } : { conv };
  return { t: "send", cid, ...target, kind, body, ...(lock === null ? {} : { lock }) };
}
