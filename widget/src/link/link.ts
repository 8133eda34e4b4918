/** The client's end of the wire: what the visitor's window and the operator's desk talk to. */
import { type Book, makeBook } from "./book";
import { type Asked, type Calls, makeCalls, Refusal } from "./calls";
import { type Clock, newId, realClock } from "./clock";
import { type Connection, type LinkState, makeConnection, type SocketLike } from "./connection";
import type { Log } from "./log";
import { makeOutbox, type Outbox, type Pending } from "./outbox";
import { makeShelf } from "./shelf";
import { indexedStore, type OutboxStore } from "./store";
import {
  type Batch,
  type Card,
  Close,
  type Cmd,
  type Get,
  type Head,
  type Hello,
  type List,
  type Look,
  type New,
  type Ok,
  type OperatorFrame,
  type Page,
  type Person,
  PROTOCOL,
  type ServerFrame,
  type Welcome,
} from "./wire";

export { Log } from "./log";
export { type LinkState, type Pending, Refusal };

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
export interface Saying {
  conv?: string | null;
  new?: New | null;
  body: string;
  kind?: "message" | "note";
  lock?: number | null;
}

type Arguments = Partial<Pick<Cmd, "conv" | "lock" | "to" | "note" | "value">>;

const COMMAND_MS = 20_000;
const TYPING_MS = 2_000;

/** Everything a person does goes in here; what he sees comes out of `logs`, `pending` and the changes. */
export class Link {
  you: Person | null = null;
  epoch: string | null = null;
  readonly logs: Map<string, Log>;
  /** Loads the last page if unknown; the log is kept level until it is forgotten. */
  readonly follow: (conv: string) => Promise<Log>;
  /** Load what is before the first entry. Tells whether there may be more. */
  readonly older: (conv: string) => Promise<boolean>;
  /** The person has seen everything up to `seq`. */
  readonly read: (conv: string, seq: number) => void;
  /** Try a refused message again, under the same cid. */
  readonly retry: (cid: string) => void;
  readonly discard: (cid: string) => void;
  /** The page became visible, came back from the cache or went online: prove the socket or replace it. */
  readonly wake: () => void;
  private readonly clock: Clock;
  private readonly connection: Connection;
  private readonly calls: Calls;
  private readonly outbox: Outbox;
  private readonly book: Book;
  private readonly listeners = new Set<(change: Change) => void>();
  private readonly typed = new Map<string, number>();
  private lastAt = 0;

  constructor(options: LinkOptions) {
    const { clock = realClock, socket = browserSocket, storage, locks = globalThis.navigator?.locks } = options;
    const dev = newId();
    const send = (frame: OperatorFrame) => this.connection.send(frame);
    const shelf = makeShelf(storage ?? indexedStore(options.store), options.store, dev, locks);
    const hello = async (again: boolean): Promise<Hello> => {
      const token = await options.token(again);
      return { t: "hello", v: PROTOCOL, token, dev, epoch: this.epoch, cursors: this.book.cursors() };
    };
    this.clock = clock;
    this.calls = makeCalls(clock, send);
    this.outbox = makeOutbox(clock, shelf, send, () => this.tell({ kind: "outbox" }));
    this.book = makeBook(
      clock,
      (question) => this.call(question),
      send,
      (log) => this.logged(log),
      () => this.connection.stop("reset"),
    );
    this.connection = makeConnection(
      clock,
      () => socket(options.url),
      hello,
      (frame) => this.heard(frame),
      (code) => this.lost(code),
      () => this.tell({ kind: "state" }),
    );
    ({ logs: this.logs, follow: this.follow, older: this.older, read: this.read } = this.book);
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

  /** When it dials again, by the clock. */
  get nextTry(): number | null {
    return this.connection.nextTry;
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

  stop(): void {
    this.connection.stop("asked");
    this.calls.refuseAll("stopped");
  }

  /** Hear every change; the answer ends it. */
  subscribe(fn: (change: Change) => void): () => void {
    this.listeners.add(fn);
    return () => this.listeners.delete(fn);
  }

  /** Send a message now or as soon as possible. Answers its cid. */
  say({ conv = null, new: asked = null, body, kind = "message", lock = null }: Saying): string {
    const cid = newId();
    this.lastAt = Math.max(this.clock.now(), this.lastAt + 1);
    this.outbox.add({ cid, conv, new: asked, kind, body, lock, at: this.lastAt });
    return cid;
  }

  /** Rejects with a Refusal, also after 20 s without an answer (code "timeout"). */
  command(name: Cmd["name"], args: Arguments = {}): Promise<Ok> {
    return this.call({ t: "cmd", name, ...args }, COMMAND_MS);
  }

  /** Waits for the connection if need be. */
  ask(question: Omit<List, "rid">): Promise<Page>;
  ask(question: Omit<Get, "rid">): Promise<Batch>;
  ask(question: Omit<Look, "rid">): Promise<Card>;
  ask(question: Asked): Promise<unknown> {
    return this.call(question);
  }

  forget(conv: string): void {
    this.logs.delete(conv);
  }

  /** Call it on every key: it is sent at most once in 2 s. */
  typing(conv: string): void {
    const now = this.clock.now();
    if (now - (this.typed.get(conv) ?? 0) < TYPING_MS) return;
    this.typed.set(conv, now);
    this.connection.send({ t: "typing", conv });
  }

  private call<T>(asked: Asked, limit?: number): Promise<T> {
    const answer = this.calls.ask<T>(asked, limit);
    if (this.state === "stopped") this.calls.refuseAll("stopped");
    return answer;
  }

  private tell(change: Change): void {
    for (const listener of this.listeners) listener(change);
  }

  private heard(frame: ServerFrame): void {
    const { t } = frame;
    if (t === "ok" && frame.cid) this.sent(frame);
    else if (t === "no") frame.rid ? this.calls.refuse(frame) : this.outbox.no(frame);
    else if (t === "ev") this.book.tell(frame.conv, (log) => log.apply(frame.e));
    else if ("rid" in frame) this.calls.answer(frame.rid ?? "", frame);
    else if (t === "batch") this.book.tell(frame.conv, (log) => log.take(frame));
    else if (t === "reset") this.book.reset(frame.scope);
    else {
      if (t === "eph" && frame.seen) this.see(frame as Head);
      if (t === "welcome") this.welcomed(frame);
      this.tell({ kind: "frame", frame });
    }
  }

  private see({ conv, seen }: Pick<Head, "conv" | "seen">): void {
    this.book.tell(conv, (log) => log.see(seen));
  }

  private welcomed({ epoch, you, limits, heads = [] }: Welcome): void {
    const before = this.epoch;
    this.epoch = epoch;
    this.you = you;
    this.outbox.limit = limits.unacked ?? 8;
    this.calls.resend();
    if (before && before !== epoch) this.book.reset("all");
    for (const head of heads) this.see(head);
    this.book.connected(you.side === "operator" ? "operator" : "visitor");
    this.outbox.connected();
  }

  private sent(frame: Ok): void {
    this.outbox.ok(frame);
    if (frame.conv) this.follow(frame.conv).then((log) => this.logged(log), () => {});
  }

  private logged(log: Log): void {
    this.outbox.arrived(log);
    this.tell({ kind: "log", conv: log.conv });
  }

  private lost(code: number): void {
    this.outbox.lost(code);
    if (this.state === "stopped") this.calls.refuseAll("stopped");
    else if (code === Close.BAD_FRAME || code === Close.TOO_BIG) this.calls.refuseAll("bad_request");
  }
}

const browserSocket = (url: string) => new WebSocket(url) as unknown as SocketLike;
