/** The client's end of the wire as far as a visitor needs it; link.ts adds what an operator needs. */
import { type Book, makeBook } from "./book";
import { type Clock, newId, realClock } from "./clock";
import { type Connection, type LinkState, makeConnection, type SocketLike } from "./connection";
import type { Log } from "./log";
import { makeOutbox, type Outbox, type Pending } from "./outbox";
import { makeShelf, type Unsent } from "./shelf";
import { indexedStore, type OutboxStore } from "./store";
import { type Hello, type Ok, type OperatorFrame, type Person, PROTOCOL, type Seen, type ServerFrame } from "./wire";

/** `url`: the socket; `store`: the name of the outbox; `token`: asked before each hello. */
export interface LinkOptions {
  url: string;
  store: string;
  /** `again`: the last one was refused. */
  token: (again: boolean) => Promise<string>;
  clock?: Clock;
  socket?: (url: string) => SocketLike;
  storage?: OutboxStore;
  locks?: LockManager | undefined;
}

export type Change =
  | { kind: "state" }
  | { kind: "log"; conv: string }
  | { kind: "outbox" }
  | { kind: "frame"; frame: ServerFrame };

/** A message to send: in `conv`, or in the visitor's open or `new` conversation. */
export type Saying = Omit<Unsent, "cid" | "at">;

const TYPING_MS = 2_000;

/** Everything a person does goes in here; what he sees comes out of `logs`, `pending` and the changes. */
export class Core {
  you: Person | null = null;
  epoch: string | null = null;
  readonly logs: Map<string, Log>;
  /** The log of a conversation, kept level from now on; its last page is on the way if it is new. */
  readonly open: (conv: string) => Log;
  /** The person has seen everything up to `seq`. */
  readonly read: (conv: string, seq: number) => void;
  /** Try a refused message again, under the same cid. */
  readonly retry: (cid: string) => void;
  readonly discard: (cid: string) => void;
  /** The page became visible, came back from the cache or went online: prove the socket or replace it. */
  readonly wake: () => void;
  /** False where nobody is connected; the frame is then lost. */
  readonly send: (frame: OperatorFrame) => boolean;
  protected readonly clock: Clock;
  protected readonly book: Book;
  protected readonly connection: Connection;
  private readonly outbox: Outbox;
  private lastAt = 0;
  private typedAt = 0;

  constructor(
    options: LinkOptions,
    protected readonly tell: (change: Change) => void,
  ) {
    const { url, store: name, token, clock = realClock, socket = browserSocket, storage } = options;
    const { locks = globalThis.navigator?.locks } = options;
    const dev = newId();
    const send = (frame: OperatorFrame) => this.connection.send(frame);
    const hello = async (again: boolean): Promise<Hello> => {
      const fetched = await token(again);
      return { t: "hello", v: PROTOCOL, token: fetched, dev, epoch: this.epoch, cursors: this.book.cursors() };
    };
    const shelf = makeShelf(storage ?? indexedStore(name), name, dev, locks);
    this.clock = clock;
    this.send = send;
    this.outbox = makeOutbox(clock, shelf, send, () => tell({ kind: "outbox" }));
    this.book = makeBook(
      clock,
      send,
      (log) => this.logged(log),
      () => this.connection.stop("reset"),
    );
    this.connection = makeConnection(
      clock,
      () => socket(url),
      hello,
      (frame) => this.heard(frame),
      (code) => this.lost(code),
      () => tell({ kind: "state" }),
    );
    ({ logs: this.logs, open: this.open, read: this.read } = this.book);
    ({ retry: this.retry, discard: this.discard } = this.outbox);
    this.wake = this.connection.wake;
  }

  get state(): LinkState {
    return this.connection.state;
  }

  /** "forbidden" | "replaced" | "token" | "version" | "reset" | "asked", or empty. */
  get stoppedBecause(): string {
    return this.connection.stoppedBecause;
  }

  /** The browser keeps nothing: a reload loses what is unsent. */
  get memoryOnly(): boolean {
    return this.outbox.memoryOnly;
  }

  get pending(): Pending[] {
    return this.outbox.pending;
  }

  start(): void {
    this.outbox.adopt();
    this.connection.open();
  }

  /** Send a message now or as soon as possible. Answers its cid. */
  say(saying: Saying): string {
    const cid = newId();
    this.lastAt = Math.max(this.clock.now(), this.lastAt + 1);
    this.outbox.add({ ...saying, cid, at: this.lastAt });
    return cid;
  }

  /** Ask for what is before the first entry. */
  loadOlder(conv: string): void {
    this.book.older(conv);
  }

  /** Call it on every key: it is sent at most once in 2 s. */
  typing(conv: string): void {
    const now = this.clock.now();
    if (now - this.typedAt < TYPING_MS) return;
    this.typedAt = now;
    this.send({ t: "typing", conv });
  }

  protected heard(frame: ServerFrame): void {
    const { t } = frame;
    if (t === "ok" && frame.cid) this.sent(frame);
    else if (t === "no" && frame.cid) this.outbox.no(frame);
    else if (t === "ev") this.book.tell(frame.conv, (log) => log.apply(frame.e));
    else if (t === "batch") this.book.batch(frame);
    else if (t === "reset") this.book.reset(frame.scope);
    else {
      if (t === "no") this.book.refused(frame.rid ?? "");
      if (t === "eph" && frame.seen) this.see(frame.conv, frame.seen);
      if (t === "welcome") this.welcomed(frame);
      this.tell({ kind: "frame", frame });
    }
  }

  private see(conv: string, seen: Seen): void {
    this.book.tell(conv, (log) => log.see(seen));
  }

  protected welcomed({ epoch, you, limits, heads = [] }: Extract<ServerFrame, { t: "welcome" }>): void {
    const before = this.epoch;
    this.epoch = epoch;
    this.you = you;
    this.outbox.limit = limits.unacked ?? 8;
    if (before && before !== epoch) this.book.reset("all");
    for (const { conv, seen } of heads) this.see(conv, seen);
    this.book.connected(you.side as keyof Seen);
    this.outbox.connected();
  }

  private sent(frame: Ok): void {
    this.outbox.ok(frame);
    if (frame.conv) this.outbox.arrived(this.open(frame.conv));
  }

  private logged(log: Log): void {
    this.outbox.arrived(log);
    this.tell({ kind: "log", conv: log.conv });
  }

  protected lost(code: number): void {
    this.outbox.lost(code);
  }
}

const browserSocket = (url: string) => new WebSocket(url) as unknown as SocketLike;
