// A desk whose link answers as told, for lists and reading.

import { Refusal } from "../../link/src/operator-client";
import type { List, Page, Row } from "../../link/src/wire";
import { reduce } from "../src/desk/reduce";
import type { Action, State } from "../src/desk/state";
import { card } from "./make";

export type Answer = Omit<Page, "t" | "rid"> | Refusal;

/** A desk whose link answers lists in order and remembers what it was asked. */
export class Bench {
  readonly asked: string[] = [];
  readonly lists: Omit<List, "rid">[] = [];
  readonly followed = new Set<string>();
  refusal: Refusal | null = null;
  earlier: Row[] = [];
  readonly link = {
    logs: new Map(),
    ask: (question: { t: string; conv?: string }) => this.answer(question),
    follow: async (conv: string) => {
      if (this.refusal) throw this.refusal;
      this.followed.add(conv);
    },
    forget: (conv: string) => this.followed.delete(conv),
    older: async () => false,
  } as never;

  constructor(
    public state: State,
    private readonly answers: Answer[] = [],
  ) {}

  dispatch(action: Action): void {
    this.state = reduce(this.state, action);
  }

  changed(): void {}

  private async answer(question: { t: string; conv?: string }): Promise<unknown> {
    this.asked.push(question.t);
    if (question.t === "look") return card({ conv: question.conv ?? "", earlier: this.earlier });
    this.lists.push(question as Omit<List, "rid">);
    const answer = this.answers.shift() ?? { rows: [] };
    if (answer instanceof Refusal) throw answer;
    return answer;
  }
}

/** After everything that is under way has been answered. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

export const refusal = (code: string) => new Refusal({ code });
