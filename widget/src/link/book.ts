/** The logs this client keeps: following, catching up, mending gaps, telling the server how far it came. */
import type { Asked } from "./calls";
import type { Clock } from "./clock";
import { Log } from "./log";
import type { Batch, Cursor, OperatorFrame, Seen } from "./wire";

/** What the book needs. */
export interface BookOptions {
  clock: Clock;
  ask: (question: Asked) => Promise<Batch>;
  send: (frame: OperatorFrame) => boolean;
  /** Whose reading `read` tells. */
  side: () => keyof Seen;
  changed: (log: Log) => void;
  /** The same cache was dropped twice within 30 s. */
  looping: () => void;
}

/** All followed conversations. */
export interface Book {
  readonly logs: Map<string, Log>;
  cursors(): Cursor[];
  /** The log of a conversation, its last page loaded. */
  follow(conv: string): Promise<Log>;
  /** Load what is before the first entry. Tells whether there may be more. */
  older(conv: string): Promise<boolean>;
  /** Tell a log something; unknown ones are nobody's. */
  tell(conv: string, what: (log: Log) => void): void;
  /** Drop the cache of one conversation, or of "all", and load the last pages anew. */
  reset(scope: string): void;
  /** The person has seen everything up to `seq`. */
  read(conv: string, seq: number): void;
  /** A new connection: what the old one may have swallowed is said again. */
  connected(): void;
}

const GAP_MS = 500;
const GOT_MS = 2_000;
const RESET_MS = 30_000;
const CURSORS = 200;

export function makeBook({ clock, ask, send, side, changed, looping }: BookOptions): Book {
  const logs = new Map<string, Log>();
  const loading = new Map<Log, Promise<Log>>();
  const mending = new Set<Log>();
  const got = new Map<string, number>();
  const reads = new Map<string, number>();
  const resets = new Map<string, number>();
  let ticking = false;

  const report = () => {
    ticking = false;
    for (const { conv, seq } of logs.values()) {
      if (seq > (got.get(conv) ?? 0) && send({ t: "got", conv, seq })) got.set(conv, seq);
    }
  };
  /** Wait a moment for the missing entries, then ask. */
  const mend = (log: Log) => {
    if (!log.gap || mending.has(log)) return;
    mending.add(log);
    clock.after(GAP_MS, () => {
      mending.delete(log);
      if (log.gap) ask({ t: "get", conv: log.conv, after: log.seq }).then((batch) => change(log, () => log.take(batch)), () => {});
    });
  };
  const change = (log: Log, work: () => void) => {
    work();
    if (logs.get(log.conv) === log) changed(log);
    mend(log);
    if (!ticking) clock.after(GOT_MS, report);
    ticking = true;
  };
  const fresh = (conv: string) => {
    const log = new Log(conv);
    logs.set(conv, log);
    const load = ask({ t: "get", conv }).then(
      (batch) => {
        change(log, () => log.begin(batch));
        return log;
      },
      (refusal) => {
        if (logs.get(conv) === log) logs.delete(conv);
        throw refusal;
      },
    );
    loading.set(log, load);
    return load;
  };

  const follow = (conv: string) => {
    const log = logs.get(conv);
    return (log && loading.get(log)) ?? fresh(conv);
  };
  return {
    logs,
    follow,
    cursors: () => [...logs.values()].filter((log) => log.loaded).slice(-CURSORS).map(({ conv, seq }) => ({ conv, seq })),
    async older(conv) {
      const log = await follow(conv);
      if (!log.complete) {
        const batch = await ask({ t: "get", conv, before: log.first });
        change(log, () => log.prepend(batch));
      }
      return !log.complete;
    },
    tell(conv, what) {
      const log = logs.get(conv);
      if (log) change(log, () => what(log));
    },
    reset(scope) {
      const stale = [...logs.values()].filter((log) => log.loaded && (scope === "all" || scope === log.conv));
      const now = clock.now();
      if (!stale[0]) return;
      if (now - (resets.get(scope) ?? 0) < RESET_MS) return looping();
      resets.set(scope, now);
      for (const { conv } of stale) fresh(conv).catch(() => {});
    },
    read(conv, seq) {
      if (seq <= (reads.get(conv) ?? 0)) return;
      reads.set(conv, seq);
      send({ t: "read", conv, seq });
    },
    connected() {
      for (const [conv, seq] of reads) if ((logs.get(conv)?.seen[side()] ?? 0) < seq) send({ t: "read", conv, seq });
      logs.forEach(mend);
    },
  };
}
