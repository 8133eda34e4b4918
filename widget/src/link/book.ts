/** The logs this client keeps: following, catching up, mending gaps, telling the server how far it came. */
import type { Asked } from "./calls";
import type { Clock } from "./clock";
import { Log } from "./log";
import type { Batch, Cursor, OperatorFrame } from "./wire";

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
  connected(side: "visitor" | "operator"): void;
}

const GAP_MS = 500;
const GOT_MS = 2_000;
const RESET_MS = 30_000;
const CURSORS = 200;

/** `looping`: the same cache was dropped twice within 30 s. */
export function makeBook(
  clock: Clock,
  ask: (question: Asked) => Promise<Batch>,
  send: (frame: OperatorFrame) => boolean,
  changed: (log: Log) => void,
  looping: () => void,
): Book {
  const logs = new Map<string, Log>();
  const loading = new Map<Log, Promise<Log>>();
  const mending = new Set<Log>();
  const got = new Map<string, number>();
  const reads = new Map<string, number>();
  const resets = new Map<string, number>();
  let reporting = false;

  const report = () => {
    reporting = false;
    for (const { conv, seq } of logs.values()) {
      if (seq > (got.get(conv) ?? 0) && send({ t: "got", conv, seq })) got.set(conv, seq);
    }
  };
  const change = (log: Log) => {
    if (logs.get(log.conv) === log) changed(log);
    mend(log);
    if (!reporting) clock.after(GOT_MS, report);
    reporting = true;
  };
  /** Wait a moment for the missing entries, then ask. */
  const mend = (log: Log) => {
    if (!log.gap || mending.has(log)) return;
    mending.add(log);
    clock.after(GAP_MS, async () => {
      mending.delete(log);
      if (log.gap) log.take(await ask({ t: "get", conv: log.conv, after: log.seq }));
      change(log);
    });
  };
  const load = async (log: Log) => {
    try {
      log.begin(await ask({ t: "get", conv: log.conv }));
      change(log);
    } catch (refusal) {
      if (logs.get(log.conv) === log) logs.delete(log.conv);
      throw refusal;
    }
    return log;
  };
  const fresh = (conv: string) => {
    const log = new Log(conv);
    const loaded = load(log);
    logs.set(conv, log);
    loading.set(log, loaded);
    return loaded;
  };
  const follow = async (conv: string) => loading.get(logs.get(conv) as Log) ?? fresh(conv);
  const sayRead = (conv: string, seq: number) => send({ t: "read", conv, seq });

  return {
    logs,
    follow,
    cursors() {
      const loaded = [...logs.values()].filter((log) => log.loaded);
      return loaded.slice(-CURSORS).map(({ conv, seq }) => ({ conv, seq }));
    },
    async older(conv) {
      const log = await follow(conv);
      if (!log.complete) log.prepend(await ask({ t: "get", conv, before: log.first }));
      change(log);
      return !log.complete;
    },
    tell(conv, what) {
      const log = logs.get(conv);
      if (!log) return;
      what(log);
      change(log);
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
      sayRead(conv, seq);
    },
    connected(side) {
      for (const [conv, seq] of reads) if ((logs.get(conv)?.seen[side] ?? 0) < seq) sayRead(conv, seq);
      logs.forEach(mend);
    },
  };
}
