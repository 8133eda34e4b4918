/** Commands and questions: each ends in exactly one answer, refusal or time-out, over any number of sockets. */
import { type Clock, newId } from "./clock";
import type { Cmd, Get, List, Look, No, OperatorFrame, Person } from "./wire";

/** The server, or time, said no: a `no` frame as an error. */
export class Refusal extends Error {
  declare readonly code: string;
  readonly text = "";
  readonly by: Person | null = null;
  readonly at = "";
  readonly retry = false;
  readonly after_ms = 0;

  constructor(no: Partial<No> & { code: string }) {
    super(no.text || no.code);
    Object.assign(this, no);
  }
}

export type Question = Cmd | Get | List | Look;
type WithoutRid<T> = T extends unknown ? Omit<T, "rid"> : never;
/** A question before it has its id. */
export type Asked = WithoutRid<Question>;

/** The questions that wait for an answer. */
export interface Calls {
  /** Ask now, or when the connection is back; `limit`: give up after so many ms. */
  ask<T>(asked: Asked, limit?: number): Promise<T>;
  /** A new connection: ask everything once more, under the same ids. */
  resend(): void;
  answer(rid: string, answer: unknown): void;
  /** A refusal that may pass is asked again after the wait. */
  refuse(no: Partial<No> & { code: string }): void;
  refuseAll(code: string): void;
}

interface Call {
  frame: Question;
  resolve: (answer: never) => void;
  reject: (refusal: Refusal) => void;
}

export function makeCalls(clock: Clock, send: (frame: OperatorFrame) => boolean): Calls {
  const waiting = new Map<string, Call>();
  const take = (rid: string) => {
    const call = waiting.get(rid);
    waiting.delete(rid);
    return call;
  };
  const again = (rid: string) => {
    const call = waiting.get(rid);
    if (call) send(call.frame);
  };
  const self: Calls = {
    ask: (asked, limit) =>
      new Promise((resolve, reject) => {
        const rid = newId();
        waiting.set(rid, { frame: { ...asked, rid } as Question, resolve, reject });
        if (limit) clock.after(limit, () => self.refuse({ rid, code: "timeout" }));
        again(rid);
      }),
    resend: () => [...waiting.keys()].forEach(again),
    answer: (rid, answer) => take(rid)?.resolve(answer as never),
    refuse(no) {
      const { rid = "", retry, after_ms = 0 } = no;
      if (retry) clock.after(after_ms + clock.random() * 500, () => again(rid));
      else take(rid)?.reject(new Refusal(no));
    },
    refuseAll(code) {
      for (const rid of [...waiting.keys()]) self.refuse({ rid, code });
    },
  };
  return self;
}
