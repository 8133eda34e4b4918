/** Builds the parts of the link and hands every frame to the one it concerns. */
import { Adoption } from "./adoption";
import { Book } from "./book";
import { type Asked, Calls, Refusal } from "./calls";
import { type Clock, newId, realClock } from "./clock";
import { Connection, type SocketLike } from "./connection";
import type { Log } from "./log";
import { Outbox } from "./outbox";
import { indexedStore, type OutboxStore } from "./store";
import { Close, type Hello, type OperatorFrame, type Person, PROTOCOL, type ServerFrame, type Welcome } from "./wire";

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

/** The inner half of a link: the parts, and what each frame means to them. */
export class Exchange {
  you: Person | null = null;
  epoch: string | null = null;
  protected readonly clock: Clock;
  protected readonly connection: Connection;
  protected readonly calls: Calls;
  protected readonly outbox: Outbox;
  protected readonly book: Book;
  private readonly dev = newId();
  private readonly listeners = new Set<(change: Change) => void>();

  constructor(private readonly options: LinkOptions) {
    this.clock = options.clock ?? realClock;
    this.connection = this.makeConnection();
    const send = (frame: OperatorFrame) => this.connection.send(frame);
    this.calls = new Calls(this.clock, send);
    this.outbox = this.makeOutbox(send);
    this.book = this.makeBook(send);
  }

  /** Hear every change; the answer ends it. */
  subscribe(fn: (change: Change) => void): () => void {
    this.listeners.add(fn);
    return () => this.listeners.delete(fn);
  }

  protected call<T>(asked: Asked, limit?: number): Promise<T> {
    if (this.connection.state === "stopped") return Promise.reject(new Refusal({ code: "stopped" }));
    return this.calls.ask(asked, limit);
  }

  private tell(change: Change): void {
    for (const listener of this.listeners) listener(change);
  }

  private makeConnection(): Connection {
    return new Connection({
      url: this.options.url,
      clock: this.clock,
      socket: this.options.socket ?? ((url) => new WebSocket(url) as unknown as SocketLike),
      hello: (again) => this.hello(again),
      frame: (frame) => this.frame(frame),
      lost: (code) => this.lost(code),
      changed: () => this.tell({ kind: "state" }),
    });
  }

  private makeOutbox(send: (frame: OperatorFrame) => boolean): Outbox {
    const { store: name, locks = globalThis.navigator?.locks } = this.options;
    const { clock, dev: owner } = this;
    const store = this.options.storage ?? indexedStore(name);
    const adoption = new Adoption(store, name, owner, locks);
    return new Outbox({ clock, store, adoption, owner, send, changed: () => this.tell({ kind: "outbox" }) });
  }

  private makeBook(send: (frame: OperatorFrame) => boolean): Book {
    return new Book({
      clock: this.clock,
      send,
      ask: (question) => this.call(question),
      side: () => (this.you?.side === "operator" ? "operator" : "visitor"),
      changed: (log) => this.logged(log),
      looping: () => this.connection.stop("reset"),
    });
  }

  private async hello(again: boolean): Promise<Hello> {
    const token = await this.options.token(again);
    return { t: "hello", v: PROTOCOL, token, dev: this.dev, epoch: this.epoch, cursors: this.book.cursors() };
  }

  private frame(frame: ServerFrame): void {
    if (frame.t === "welcome") this.welcomed(frame);
    else if (frame.t === "ev") this.book.event(frame);
    else if (frame.t === "ok") this.done(frame);
    else if (frame.t === "no") frame.rid ? this.calls.refuse(frame) : this.outbox.no(frame);
    else if (frame.t === "batch" && !frame.rid) this.book.missed(frame);
    else if (frame.t === "batch" || frame.t === "page" || frame.t === "card") this.calls.answer(frame.rid ?? "", frame);
    else if (frame.t === "reset") this.book.reset(frame.scope);
    else this.signal(frame);
  }

  private signal(frame: ServerFrame): void {
    if (frame.t === "pong") return;
    if (frame.t === "eph" && frame.kind === "read" && frame.seen) this.book.seen({ conv: frame.conv, seen: frame.seen });
    this.tell({ kind: "frame", frame });
  }

  private welcomed(frame: Welcome): void {
    const rewound = this.epoch !== null && this.epoch !== frame.epoch;
    this.epoch = frame.epoch;
    this.you = frame.you;
    this.outbox.limit = frame.limits.unacked ?? 8;
    this.calls.resend();
    if (rewound) this.book.reset("all");
    for (const head of frame.heads ?? []) this.book.seen(head);
    this.book.connected();
    this.tell({ kind: "frame", frame });
    this.outbox.connected();
  }

  private done(frame: Extract<ServerFrame, { t: "ok" }>): void {
    if (frame.rid) return this.calls.answer(frame.rid, frame);
    this.outbox.ok(frame);
    if (!frame.conv) return;
    this.book.follow(frame.conv).catch(() => {});
    this.logged(this.book.logs.get(frame.conv) as Log);
  }

  private logged(log: Log): void {
    this.outbox.arrived(log);
    this.tell({ kind: "log", conv: log.conv });
  }

  private lost(code: number): void {
    this.outbox.lost(code);
    if (this.connection.state === "stopped") this.calls.refuseAll("stopped");
    else if (code === Close.BAD_FRAME || code === Close.TOO_BIG) this.calls.refuseAll("bad_request");
  }
}
