/** The link of an operator: the visitor's, and commands and questions with answers. */
import { type Asked, makeCalls, Refusal } from "./calls";
import { type Change, Core, type LinkOptions, type Saying } from "./core";
import type { LinkState } from "./connection";
import { isAbout } from "./book";
import type { Log } from "./log";
import type { Pending } from "./outbox";
import { type Card, Close, type Cmd, type List, type Look, type Ok, type Page, type ServerFrame, type Welcome } from "./wire";

export { Log } from "./log";
export { type Change, type LinkOptions, type LinkState, type Pending, Refusal, type Saying };

type Arguments = Partial<Pick<Cmd, "conv" | "lock" | "to" | "note" | "value">>;

const COMMAND_MS = 20_000;

/** Everything a person does goes in here; what he sees comes out of `logs`, `pending` and the changes. */
export class Link extends Core {
  private readonly calls = makeCalls(this.clock, this.send);
  private readonly listeners: Set<(change: Change) => void>;

  constructor(options: LinkOptions) {
    const listeners = new Set<(change: Change) => void>();
    super(options, (change) => {
      for (const listener of listeners) listener(change);
    });
    this.listeners = listeners;
  }

  /** When it dials again, by the clock. */
  get nextTry(): number | null {
    return this.connection.nextTry;
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

  /** Rejects with a Refusal, also after 20 s without an answer (code "timeout"). */
  command(name: Cmd["name"], args: Arguments = {}): Promise<Ok> {
    return this.call({ t: "cmd", name, ...args }, COMMAND_MS);
  }

  /** Waits for the connection if need be. */
  ask(question: Omit<List, "rid">): Promise<Page>;
  ask(question: Omit<Look, "rid">): Promise<Card>;
  ask(question: Asked): Promise<unknown> {
    return this.call(question);
  }

  /** Loads the last page if unknown; the log is kept level until it is forgotten. */
  async follow(conv: string): Promise<Log> {
    const log = this.open(conv);
    if (!log.loaded) await this.until(conv, ({ loaded }) => loaded);
    return this.open(conv);
  }

  forget(conv: string): void {
    this.logs.delete(conv);
  }

  /** Load what is before the first entry. Tells whether there may be more. */
  async older(conv: string): Promise<boolean> {
    const { first, complete } = await this.follow(conv);
    this.loadOlder(conv);
    if (!complete) await this.until(conv, (log) => log.first < first || log.complete);
    return !this.open(conv).complete;
  }

  /** Until the log has come so far; a lost question is asked again, a refused one rejects. */
  private until(conv: string, done: (log: Log) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = this.subscribe((change) => {
        const log = this.logs.get(conv);
        const frame = change.kind === "frame" ? change.frame : null;
        if (log && done(log)) resolve();
        else if (frame?.t === "no" && (!log || isAbout(log, frame))) reject(new Refusal(frame));
        else if (this.state === "stopped") reject(new Refusal({ code: "stopped" }));
        else {
          if (frame?.t === "welcome") this.loadOlder(conv);
          return;
        }
        end();
      });
    });
  }

  private call<T>(asked: Asked, limit?: number): Promise<T> {
    const answer = this.calls.ask<T>(asked, limit);
    if (this.state === "stopped") this.calls.refuseAll("stopped");
    return answer;
  }

  protected override heard(frame: ServerFrame): void {
    if (frame.t === "no") this.calls.refuse(frame);
    else if ("rid" in frame) this.calls.answer(frame.rid ?? "", frame);
    super.heard(frame);
  }

  protected override welcomed(frame: Welcome): void {
    super.welcomed(frame);
    this.calls.resend();
  }

  protected override lost(code: number): void {
    super.lost(code);
    if (this.state === "stopped") this.calls.refuseAll("stopped");
    else if (code === Close.BAD_FRAME || code === Close.TOO_BIG) this.calls.refuseAll("bad_request");
  }
}
