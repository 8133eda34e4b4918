/** The logs this client keeps: following, catching up, mending gaps, telling the server how far it came. */
import { type Clock, newId } from "./clock";
import { Log } from "./log";
import type { Batch, Cursor, Get, OperatorFrame } from "./wire";

/** A log with what the book notes about it. */
interface Kept extends Log {
  /** The last question about it. */
  rid?: string;
  mending?: boolean;
  /** Up to where the server was told that entries arrived, were read. */
  got?: number;
  readTo?: number;
}

/** All followed conversations. */
export interface Book {
  readonly logs: Map<string, Log>;
  cursors(): Cursor[];
  /** The log of a conversation; its last page is asked for if it is new. */
  open(conv: string): Log;
  /** Ask for what is before the first entry. */
  older(conv: string): void;
  /** Tell a log something; unknown ones are nobody's. */
  tell(conv: string, what: (log: Log) => void): void;
  batch(frame: Batch): void;
  /** Drop the cache of one conversation, or of "all", and load the last pages anew. */
  reset(scope: string): void;
  /** The person has seen everything up to `seq`. */
  read(conv: string, seq: number): void;
  /** A new connection: what the old one may have swallowed is said and asked again. */
  connected(side: "visitor" | "operator"): void;
}

const GAP_MS = 500;
const GOT_MS = 2_000;
const RESET_MS = 30_000;
const CURSORS = 200;

/** `looping`: the same cache was dropped twice within 30 s. */
export function makeBook(
  clock: Clock,
  send: (frame: OperatorFrame) => boolean,
  changed: (log: Log) => void,
  looping: () => void,
): Book {
  const logs = new Map<string, Kept>();
  const resets = new Map<string, number>();
  let reporting = false;

  const all = () => [...logs.values()];
  const get = (log: Kept, range?: Pick<Get, "after" | "before">) => {
    const { conv } = log;
    log.rid = newId();
    send({ t: "get", rid: log.rid, conv, ...range });
  };
  const fresh = (conv: string) => {
    const log: Kept = new Log(conv);
    logs.set(conv, log);
    get(log);
    return log;
  };
  /** Wait a moment for the missing entries, then ask. */
  const mend = (log: Kept) => {
    if (!log.gap || log.mending) return;
    log.mending = true;
    clock.after(GAP_MS, () => {
      log.mending = false;
      if (log.gap) get(log, { after: log.seq });
    });
  };
  const report = () => {
    reporting = false;
    for (const log of logs.values()) {
      const { conv, seq, got = 0 } = log;
      if (seq > got && send({ t: "got", conv, seq })) log.got = seq;
    }
  };
  const sayRead = ({ conv, readTo: seq = 0 }: Kept) => send({ t: "read", conv, seq });

  const self: Book = {
    logs,
    open: (conv) => logs.get(conv) ?? fresh(conv),
    cursors: () =>
      all()
        .filter((log) => log.loaded)
        .slice(-CURSORS)
        .map(({ conv, seq }) => ({ conv, seq })),
    older(conv) {
      const log = logs.get(conv);
      if (log?.loaded && !log.complete) get(log, { before: log.first });
    },
    batch: (frame) =>
      self.tell(frame.conv, (log) => {
        // A late answer must not pass for the last page of a log that began anew.
        if (log.loaded || isAbout(log, frame)) log.take(frame);
      }),
    tell(conv, what) {
      const log = logs.get(conv);
      if (!log) return;
      what(log);
      changed(log);
      mend(log);
      if (!reporting) clock.after(GOT_MS, report);
      reporting = true;
    },
    reset(scope) {
      const stale = all().filter((log) => log.loaded && (scope === "all" || scope === log.conv));
      const now = clock.now();
      if (!stale[0]) return;
      if (now - (resets.get(scope) ?? 0) < RESET_MS) return looping();
      resets.set(scope, now);
      for (const { conv } of stale) fresh(conv);
    },
    read(conv, seq) {
      const log = logs.get(conv);
      if (!log || seq <= (log.readTo ?? 0)) return;
      log.readTo = seq;
      sayRead(log);
    },
    connected(side) {
      for (const log of logs.values()) {
        log.got = 0;
        if (log.seen[side] < (log.readTo ?? 0)) sayRead(log);
        if (log.loaded) mend(log);
        else get(log);
      }
    },
  };
  return self;
}

/** The frame answers the last question about this log. */
export function isAbout(log: Kept, { rid }: { rid?: string }): boolean {
  return log.rid === rid;
}
