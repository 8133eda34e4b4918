/** Commands and questions: each ends in exactly one answer, refusal or time-out, over any number of sockets. */
import { type Clock, newId } from "./clock";
import type { Get, List, Look, No, OperatorCommand, OperatorFrame, Person } from "./wire";

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

export type Question = OperatorCommand | Get | List | Look;
type WithoutRid<T> = T extends unknown ? Omit<T, "rid"> : never;
/** A question before it has its id. */
export type Asked = WithoutRid<Question>;

/** What a command is called. */
export type CommandName = OperatorCommand["t"];
/** What a command of this name needs to be told. */
export type Given<Name extends CommandName> = Omit<Extract<OperatorCommand, { t: Name }>, "t" | "rid">;

/** The questions that wait for an answer. */
export interface Calls {
  /** Ask now, or when the connection is back; `limit`: give up after so many ms. */
  ask<T>(asked: Asked, limit?: number): Promise<T>;
  /** A new connection: ask everything once more, under the same ids. */
  resend(): void;
  answer(rid: string, answer: unknown): void;
  /** A refusal that may pass is asked again after the wait, unless nobody would wait so long without a word. */
  refuse(no: Partial<No> & { code: string }): void;
  refuseAll(code: string): void;
}

const PATIENCE_MS = 15_000;

interface Call {
  frame: Question;
  /** Until when it is asked again after a refusal. */
  until: number;
  /** What the server said last: words are better than a time-out. */
  no?: Partial<No> & { code: string };
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
        waiting.set(rid, {
          frame: { ...asked, rid } as Question,
          until: clock.ticks() + PATIENCE_MS,
          resolve,
          reject,
        });
        if (limit) clock.after(limit, () => self.refuse(waiting.get(rid)?.no ?? { rid, code: "timeout" }));
        again(rid);
      }),
    resend: () => [...waiting.keys()].forEach(again),
    answer: (rid, answer) => take(rid)?.resolve(answer as never),
    refuse(no) {
      const { rid = "", retry, after_ms = 0 } = no;
      const call = waiting.get(rid);
      if (call && retry && clock.ticks() + after_ms < call.until) {
        call.no = { ...no, retry: false };
        clock.after(after_ms + clock.random() * 500, () => again(rid));
      } else take(rid)?.reject(new Refusal(no));
    },
    refuseAll(code) {
      for (const rid of [...waiting.keys()]) self.refuse({ rid, code });
    },
  };
  return self;
}
