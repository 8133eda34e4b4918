/** Commands and questions: each ends in exactly one answer, refusal or time-out, over any number of sockets. */
import { type Clock, newId } from "./clock";
import type { Cmd, Get, List, Look, No, Person } from "./wire";

/** The server, or time, said no. */
export class Refusal extends Error {
  readonly code: string;
  readonly text: string;
  readonly by: Person | null;
  readonly at: string;
  readonly retry: boolean;
  readonly after_ms: number;

  constructor({ code, text = "", by = null, at = "", retry = false, after_ms = 0 }: Partial<No> & { code: string }) {
    super(text || code);
    this.code = code;
    this.text = text;
    this.by = by;
    this.at = at;
    this.retry = retry;
    this.after_ms = after_ms;
  }
}

export type Question = Cmd | Get | List | Look;
type WithoutRid<T> = T extends unknown ? Omit<T, "rid"> : never;
/** A question before it has its id. */
export type Asked = WithoutRid<Question>;

interface Call {
  frame: Question;
  resolve: (answer: never) => void;
  reject: (refusal: Refusal) => void;
  cancel: () => void;
}

/** The questions that wait for an answer. */
export class Calls {
  private readonly waiting = new Map<string, Call>();

  constructor(
    private readonly clock: Clock,
    private readonly send: (frame: Question) => boolean,
  ) {}

  /** Ask now, or when the connection is back; `limit`: give up after so many ms. */
  ask<T>(asked: Asked, limit = 0): Promise<T> {
    const frame = { ...asked, rid: newId() } as Question;
    return new Promise((resolve, reject) => {
      const expire = () => this.refuse({ t: "no", rid: frame.rid, code: "timeout", text: "" });
      const cancel = limit ? this.clock.after(limit, expire) : () => {};
      this.waiting.set(frame.rid, { frame, resolve, reject, cancel });
      this.send(frame);
    });
  }

  /** A new connection: ask everything once more, under the same ids. */
  resend(): void {
    for (const call of this.waiting.values()) this.send(call.frame);
  }

  answer(rid: string, answer: unknown): void {
    this.take(rid)?.resolve(answer as never);
  }

  /** A refusal that may pass is asked again after the wait. */
  refuse(no: No): void {
    const rid = no.rid ?? "";
    if (no.retry) this.clock.after((no.after_ms ?? 0) + this.clock.random() * 500, () => this.again(rid));
    else this.take(rid)?.reject(new Refusal(no));
  }

  refuseAll(code: string): void {
    for (const rid of [...this.waiting.keys()]) this.refuse({ t: "no", rid, code, text: "" });
  }

  private again(rid: string): void {
    const call = this.waiting.get(rid);
    if (call) this.send(call.frame);
  }

  private take(rid: string): Call | undefined {
    const call = this.waiting.get(rid);
    this.waiting.delete(rid);
    call?.cancel();
    return call;
  }
}
