/** The logs this client keeps: following, catching up, mending gaps, telling the server how far it came. */
import { type Clock, newId } from "../clock";
import { type Batch, type Cursor, type Get, type No, type OperatorFrame, Protocol } from "../wire";
import { Log } from "./log";

type Range = Pick<Get, "after" | "before">;

/** A log, with what was asked and said about it. */
interface Kept extends Log {
  /** The last question about it, and which entries it was about. */
  rid?: string;
  range?: Range;
  /** How often it was refused. */
  tries?: number;
  mending?: boolean;
  /** Up to where the server was told that entries arrived, were read. */
  got?: number;
  readTo?: number;
}

/** All followed conversations. */
export interface Logs {
  readonly known: Map<string, Log>;
  cursors(): Cursor[];
  /** The log of a conversation; its last page is asked for if it is new. */
  open(conv: string): Log;
  /** Ask for what is before the first entry. */
  older(conv: string): void;
  /** Tell a log something; unknown ones are nobody's. */
  tell(conv: string, what: (log: Log) => void): void;
  batch(frame: Batch): void;
  /**
   * A refusal: of a question of ours that may be answered later, which is asked again after the wait. Whether nobody
   * else need hear of it, for there is hope yet.
   */
  asksAgain(frame: No): boolean;
  /** Drop the cache of one conversation, or of "all", and load the last pages anew. */
  reset(scope: string): void;
  /** The person has seen everything up to `seq`. */
  read(conv: string, seq: number): void;
  /** A new connection: what the old one may have swallowed is said and asked again. */
  connected(side: "visitor" | "operator"): void;
}

/** Of so many refusals to come again nobody hears. */
const HOPE = 5;

/** `looping`: the same cache was dropped twice within 30 s. */
export function makeLogs(
  clock: Clock,
  send: (frame: OperatorFrame) => boolean,
  changed: (log: Log) => void,
  looping: () => void,
): Logs {
  const known = new Map<string, Kept>();
  const resets = new Map<string, number>();
  let reporting = false;

  const all = () => [...known.values()];
  const get = (log: Kept, range: Range = {}) => {
    const { conv } = log;
    log.rid = newId();
    log.range = range;
    send({ t: "get", rid: log.rid, conv, ...range });
  };
  const fresh = (conv: string) => {
    const log: Kept = new Log(conv);
    known.set(conv, log);
    get(log);
    return log;
  };
  /** Wait a moment for the missing entries, then ask. */
  const mend = (log: Kept) => {
    if (!log.gap || log.mending) return;
    log.mending = true;
    clock.after(Protocol.GAP_MS, () => {
      log.mending = false;
      if (log.gap) get(log, { after: log.seq });
    });
  };
  const report = () => {
    reporting = false;
    for (const log of known.values()) {
      const { conv, seq, got = 0 } = log;
      if (seq > got && send({ t: "got", conv, seq })) log.got = seq;
    }
  };
  const sayRead = ({ conv, readTo: seq = 0 }: Kept) => send({ t: "read", conv, seq });

  const self: Logs = {
    known,
    open: (conv) => known.get(conv) ?? fresh(conv),
    cursors: () =>
      all()
        .filter((log) => log.loaded)
        .slice(-Protocol.CURSORS)
        .map(({ conv, seq }) => ({ conv, seq })),
    older(conv) {
      const log = known.get(conv);
      if (log?.loaded && !log.complete) get(log, { before: log.first });
    },
    batch: (frame) =>
      self.tell(frame.conv, (log: Kept) => {
        // A late answer must not pass for the last page of a log that began anew.
        if (log.loaded || isAbout(log, frame)) log.take(frame);
        log.tries = 0;
      }),
    asksAgain({ rid, retry, after_ms = 0 }) {
      const log = all().find((one) => rid && retry && one.rid === rid);
      if (!log) return false;
      log.tries = (log.tries ?? 0) + 1;
      clock.after(after_ms + clock.random() * 500, () => log.rid === rid && get(log, log.range));
      return log.tries < HOPE;
    },
    tell(conv, what) {
      const log = known.get(conv);
      if (!log) return;
      what(log);
      changed(log);
      mend(log);
      if (!reporting) clock.after(Protocol.GOT_MS, report);
      reporting = true;
    },
    reset(scope) {
      const stale = all().filter((log) => log.loaded && (scope === "all" || scope === log.conv));
      const now = clock.ticks();
      if (!stale[0]) return;
      if (now - (resets.get(scope) ?? -Protocol.RESET_MS) < Protocol.RESET_MS) return looping();
      resets.set(scope, now);
      for (const { conv } of stale) fresh(conv);
    },
    read(conv, seq) {
      const log = known.get(conv);
      if (!log || seq <= (log.readTo ?? 0)) return;
      log.readTo = seq;
      sayRead(log);
    },
    connected(side) {
      for (const log of known.values()) {
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
