/** The logs this client keeps: following, catching up, mending gaps, telling the server how far it came. */
import type { Clock } from "./clock";
import { Log } from "./log";
import type { Batch, Cursor, Ev, Get, Got, Head, Read } from "./wire";

/** What the book needs. */
export interface BookOptions {
  clock: Clock;
  ask: (question: Omit<Get, "rid">) => Promise<Batch>;
  send: (frame: Got | Read) => boolean;
  /** Whose reading `read` tells. */
  side: () => "visitor" | "operator";
  changed: (log: Log) => void;
  /** The same cache was dropped twice within 30 s. */
  looping: () => void;
}

const GAP_MS = 500;
const GOT_MS = 2_000;
const RESET_MS = 30_000;
const CURSORS = 200;

/** All followed conversations. */
export class Book {
  readonly logs = new Map<string, Log>();
  private readonly loading = new Map<Log, Promise<Log>>();
  private readonly mending = new Set<Log>();
  private readonly got = new Map<string, number>();
  private readonly reads = new Map<string, number>();
  private readonly resets = new Map<string, number>();
  private ticking = false;

  constructor(private readonly options: BookOptions) {}

  cursors(): Cursor[] {
    const loaded = [...this.logs.values()].filter((log) => log.loaded);
    return loaded.slice(-CURSORS).map(({ conv, seq }) => ({ conv, seq }));
  }

  /** The log of a conversation, its last page loaded. */
  follow(conv: string): Promise<Log> {
    const log = this.logs.get(conv) ?? this.fresh(conv);
    return this.loading.get(log) ?? Promise.resolve(log);
  }

  forget(conv: string): void {
    this.logs.delete(conv);
  }

  /** Load what is before the first entry. Tells whether there may be more. */
  async older(conv: string): Promise<boolean> {
    const log = await this.follow(conv);
    if (log.complete) return false;
    const batch = await this.options.ask({ t: "get", conv, before: log.first, limit: 50 });
    if (this.logs.get(conv) !== log) return true;
    log.applyBefore(batch);
    this.options.changed(log);
    return !log.complete;
  }

  event({ conv, e }: Ev): void {
    const log = this.logs.get(conv);
    const how = log?.apply(e);
    if (log && how === "new") this.moved(log);
    if (log && how === "gap" && log.loaded) this.mend(log);
  }

  /** A batch nobody asked for: what was missed since the cursor. */
  missed(batch: Batch): void {
    const log = this.logs.get(batch.conv);
    if (!log?.loaded) return;
    if (log.applyAfter(batch)) this.moved(log);
    else this.mend(log);
  }

  seen({ conv, seen }: Pick<Head, "conv" | "seen">): void {
    const log = this.logs.get(conv);
    log?.see(seen);
    if (log) this.options.changed(log);
  }

  /** Drop the cache of one conversation, or of "all", and load the last pages anew. */
  reset(scope: string, now = this.options.clock.now()): void {
    const stale = [...this.logs.values()].filter((log) => log.loaded && (scope === "all" || scope === log.conv));
    if (!stale.length) return;
    if (now - (this.resets.get(scope) ?? Number.NEGATIVE_INFINITY) < RESET_MS) return this.options.looping();
    this.resets.set(scope, now);
    for (const { conv } of stale) this.fresh(conv);
  }

  /** The person has seen everything up to `seq`. */
  read(conv: string, seq: number): void {
    if (seq <= (this.reads.get(conv) ?? 0)) return;
    this.reads.set(conv, seq);
    this.options.send({ t: "read", conv, seq });
  }

  /** A new connection: what the old one may have swallowed is said again. */
  connected(): void {
    for (const [conv, seq] of this.reads) {
      const seen = this.logs.get(conv)?.seen[this.options.side()] ?? 0;
      if (seen < seq) this.options.send({ t: "read", conv, seq });
    }
    for (const log of this.logs.values()) if (log.gap && log.loaded) this.mend(log);
  }

  private fresh(conv: string): Log {
    const log = new Log(conv);
    this.logs.set(conv, log);
    const load = this.options.ask({ t: "get", conv, limit: 50 }).then((batch) => {
      log.applyLast(batch);
      if (this.logs.get(conv) === log) this.moved(log);
      if (log.gap) this.mend(log);
      return log;
    });
    this.loading.set(log, load);
    const done = () => this.loading.delete(log);
    load.then(done, () => {
      done();
      if (this.logs.get(conv) === log) this.forget(conv);
    });
    return log;
  }

  /** Wait a moment for the missing entry, then ask. */
  private mend(log: Log): void {
    if (this.mending.has(log)) return;
    this.mending.add(log);
    this.options.clock.after(GAP_MS, () => {
      if (log.gap) this.fetchAfter(log);
      else this.mending.delete(log);
    });
  }

  private fetchAfter(log: Log): void {
    const { conv, seq } = log;
    const done = () => this.mending.delete(log);
    const fill = (batch: Batch) => {
      done();
      if (this.logs.get(conv) !== log) return;
      log.applyAfter(batch);
      this.moved(log);
      if (batch.more) this.fetchAfter(log);
    };
    this.options.ask({ t: "get", conv, after: seq, limit: 100 }).then(fill, done);
  }

  private moved(log: Log): void {
    this.options.changed(log);
    if (this.ticking) return;
    this.ticking = true;
    this.options.clock.after(GOT_MS, () => this.tell());
  }

  private tell(): void {
    this.ticking = false;
    for (const { conv, seq } of this.logs.values()) {
      if (seq > (this.got.get(conv) ?? 0) && this.options.send({ t: "got", conv, seq })) this.got.set(conv, seq);
    }
  }
}
