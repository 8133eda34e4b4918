/** An operator's client: the visitor's, and commands and questions with answers. */
import { type Asked, type CommandName, type Given, makeCalls, Refusal } from "./calls";
import { type Change, type Client, type ClientOptions, makeClient, type Saying } from "./client";
import { realClock } from "./clock";
import { type Doubt, makeDoubt } from "./connection/doubt";
import type { ConnectionState } from "./connection/socket";
import type { Log } from "./log/log";
import type { Pending } from "./outbox/pending";
import { waitFor } from "./wait-for";
import { type Card, CloseCode, type List, type Look, type Ok, type Page } from "./wire";

export { Log } from "./log/log";
export {
  type Change,
  type ClientOptions,
  type CommandName,
  type ConnectionState,
  type Given,
  type Pending,
  Refusal,
  type Saying,
};

const COMMAND_MS = 20_000;

/** Everything a person does goes in here; what they see comes out of `logs`, `pending` and the changes. */
export class OperatorClient {
  private readonly client: Client;
  private readonly calls;
  private readonly doubtful: Doubt;
  private readonly listeners = new Set<(change: Change) => void>();

  constructor(options: ClientOptions) {
    const { clock = realClock } = options;
    this.doubtful = makeDoubt(clock, () => this.heard({ kind: "state" }));
    this.client = makeClient({ ...options, notice: this.doubtful.notice }, (change) => this.heard(change));
    this.calls = makeCalls(clock, this.client.connection.send);
  }

  get state(): ConnectionState {
    return this.client.connection.state;
  }

  /** "forbidden" | "person" | "token" | "version" | "reset" | "asked", or empty. */
  get stoppedBecause(): string {
    return this.client.connection.stoppedBecause;
  }

  /** With which code the last connection ended; 0 once there is one again. */
  get why(): number {
    return this.client.connection.why;
  }

  /** Something was asked a while ago, and nothing at all has come since. */
  get doubt(): boolean {
    return this.doubtful.on;
  }

  /** When it dials again, in ticks of the clock. */
  get nextTry(): number | null {
    return this.client.connection.nextTry;
  }

  /** The server's time in ms, whatever this machine's clock says. */
  readonly now = (): number => this.client.now();

  /** The browser keeps nothing: a reload loses what is unsent. */
  get memoryOnly(): boolean {
    return this.client.outbox.memoryOnly;
  }

  get pending(): Pending[] {
    return this.client.outbox.pending;
  }

  get logs(): Map<string, Log> {
    return this.client.logs.known;
  }

  get epoch(): string | null {
    return this.client.welcome?.epoch ?? null;
  }

  readonly start = (): void => this.client.start();

  /** Until `start`. */
  stop(because = "asked"): void {
    this.client.connection.stop(because);
    this.calls.refuseAll("stopped");
  }

  /** The page became visible, came back from the cache or went online: prove the socket or replace it. */
  readonly wake = (): void => this.client.connection.wake();

  /** Hear every change; the answer ends it. */
  subscribe(fn: (change: Change) => void): () => void {
    this.listeners.add(fn);
    return () => this.listeners.delete(fn);
  }

  /** Send a message now or as soon as possible. Answers its cid. */
  readonly say = (saying: Saying): string => this.client.say(saying);

  /** Try a refused message again, under the same cid. */
  readonly retry = (cid: string): void => this.client.outbox.retry(cid);

  readonly discard = (cid: string): void => this.client.outbox.drop(cid);

  /** Rejects with a Refusal, also after 20 s without an answer (code "timeout"). */
  command<Name extends CommandName>(name: Name, given: Given<Name>): Promise<Ok> {
    return this.call({ t: name, ...given } as Asked, COMMAND_MS);
  }

  /** Waits for the connection if need be. */
  ask(question: Omit<List, "rid">): Promise<Page>;
  ask(question: Omit<Look, "rid">): Promise<Card>;
  ask(question: Asked): Promise<unknown> {
    return this.call(question);
  }

  /** Loads the last page if unknown; the log is kept up to date until it is forgotten. */
  async follow(conv: string): Promise<Log> {
    const log = this.client.logs.open(conv);
    if (!log.loaded) await this.waitFor(conv, ({ loaded }) => loaded);
    return this.client.logs.open(conv);
  }

  forget(conv: string): void {
    this.logs.delete(conv);
    this.client.connection.send({ t: "forget", conv });
  }

  /** Load what is before the first entry. Tells whether there may be more. */
  async older(conv: string): Promise<boolean> {
    const { first, complete } = await this.follow(conv);
    this.client.logs.older(conv);
    if (!complete) await this.waitFor(conv, (log) => log.first < first || log.complete);
    return !this.client.logs.open(conv).complete;
  }

  /** The person has seen everything up to `seq`. */
  readonly read = (conv: string, seq: number): void => this.client.logs.read(conv, seq);

  /** Call it on every key: it is sent at most once in 2 s. */
  readonly typing = (conv: string): void => this.client.typing(conv);

  private waitFor(conv: string, done: (log: Log) => boolean): Promise<void> {
    return waitFor(this, conv, done, () => this.client.logs.older(conv));
  }

  private call<T>(asked: Asked, limit?: number): Promise<T> {
    const answer = this.calls.ask<T>(asked, limit);
    if (this.state === "stopped") this.calls.refuseAll("stopped");
    return answer;
  }

  private heard(change: Change): void {
    if (change.kind === "frame") {
      const { frame } = change;
      if (frame.t === "welcome") this.calls.resend();
      else if (frame.t === "no") this.calls.refuse(frame);
      else if ("rid" in frame) this.calls.answer(frame.rid ?? "", frame);
    }
    if (change.kind === "lost") this.lost(change.code);
    for (const listener of this.listeners) listener(change);
  }

  private lost(code: number): void {
    if (this.state === "stopped") this.calls.refuseAll("stopped");
    else if (code === CloseCode.BAD_FRAME || code === CloseCode.TOO_BIG) this.calls.refuseAll("bad_request");
  }
}
