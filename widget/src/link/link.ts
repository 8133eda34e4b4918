/** The client's end of the wire: what the visitor's window and the operator's desk talk to. */
import { type Asked, Refusal } from "./calls";
import { newId } from "./clock";
import type { LinkState } from "./connection";
import { type Change, Exchange, type LinkOptions } from "./exchange";
import type { Log } from "./log";
import type { Pending } from "./outbox";
import type { Batch, Card, Cmd, Get, List, Look, New, Ok, Page } from "./wire";

export { Log } from "./log";
export { type Change, type LinkOptions, type LinkState, type Pending, Refusal };

/** A message to send: in `conv`, or in the visitor's open or `new` conversation. */
export interface Saying {
  conv?: string;
  new?: New;
  body: string;
  kind?: "message" | "note";
  lock?: number;
}

type Arguments = Partial<Pick<Cmd, "conv" | "lock" | "to" | "note" | "value">>;

const COMMAND_MS = 20_000;
const TYPING_MS = 2_000;

/** Everything a person does goes in here; what he sees comes out of `logs`, `pending` and the changes. */
export class Link extends Exchange {
  private readonly typed = new Map<string, number>();
  private lastAt = 0;

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

  get logs(): Map<string, Log> {
    return this.book.logs;
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

  /** The page became visible, came back from the cache or went online: prove the socket or replace it. */
  wake(): void {
    this.connection.wake();
  }

  /** Send a message now or as soon as possible. Answers its cid. */
  say({ conv = "", new: asked, body, kind = "message", lock }: Saying): string {
    const cid = newId();
    this.lastAt = Math.max(this.clock.now(), this.lastAt + 1);
    const at = this.lastAt;
    this.outbox.add({ cid, conv: conv || null, new: asked ?? null, kind, body, lock: lock ?? null, at });
    return cid;
  }

  retry(cid: string): void {
    this.outbox.retry(cid);
  }

  discard(cid: string): void {
    this.outbox.discard(cid);
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

  /** Loads the last page if unknown; the log is kept level until it is forgotten. */
  follow(conv: string): Promise<Log> {
    return this.book.follow(conv);
  }

  forget(conv: string): void {
    this.book.forget(conv);
  }

  /** Load what is before the first entry. Tells whether there may be more. */
  older(conv: string): Promise<boolean> {
    return this.book.older(conv);
  }

  read(conv: string, seq: number): void {
    this.book.read(conv, seq);
  }

  /** Call it on every key: it is sent at most once in 2 s. */
  typing(conv: string): void {
    const now = this.clock.now();
    if (now - (this.typed.get(conv) ?? Number.NEGATIVE_INFINITY) < TYPING_MS) return;
    this.typed.set(conv, now);
    this.connection.send({ t: "typing", conv });
  }
}
