// Keeps the lists level with the server: the whole open inbox, and closed ones page by page.

import type { OperatorClient } from "../../../link/src/operator-client";
import { type Page, Protocol } from "../../../link/src/wire";
import { type Filter, MINE } from "./filter";
import type { Action, State } from "./state";

const CLOSED_PAGE = 50;

/** What the lists need of the desk. */
export interface ListDesk {
  readonly link: Pick<OperatorClient, "ask">;
  readonly state: State;
  dispatch(action: Action): void;
}

/** Names what closed pages were asked for. */
export const closedPagesKey = ({ scope, state, mine }: Filter): string => `${scope}/${state}/${mine}`;

function question({ scope, state, mine }: Filter, before: string) {
  const own = mine || scope === MINE;
  const channel = scope === MINE ? null : scope;
  return { t: "list", state, mine: own, channel, before: before || null, limit: CLOSED_PAGE } as const;
}

/** Asks for pages and dispatches what comes. */
export class Lists {
  private round = 0;

  constructor(private readonly desk: ListDesk) {}

  /** After every connection: the open inbox to its end, and the closed pages on the screen anew. */
  async refresh(): Promise<void> {
    const round = ++this.round;
    const { filter } = this.desk.state;
    if (filter.state !== "open") this.askClosedPages(true);
    try {
      await this.readInbox(round);
    } catch {
      if (round === this.round) this.desk.dispatch({ type: "inboxFailed" });
    }
  }

  /** The first page of a filter just chosen. */
  choose(filter: Filter): void {
    this.desk.dispatch({ type: "filter", filter });
    if (filter.state !== "open") this.askClosedPages(true);
  }

  /** The next page, when the list was scrolled to its end; a failed one is asked for only by hand (`more`). */
  next(): void {
    if (this.desk.state.closedPages?.status === "ready") this.more();
  }

  /** The next page, or the failed one once more. */
  more(): void {
    const { closedPages } = this.desk.state;
    if (closedPages?.status === "failed" || (closedPages?.status === "ready" && closedPages.next))
      this.askClosedPages(false);
  }

  /** Those of the own cities, then the own ones and offers, wherever they are. */
  private async readInbox(round: number): Promise<void> {
    for (const mine of [false, true]) {
      let before: string | null = null;
      do {
        const page: Page = await this.desk.link.ask({
          t: "list",
          state: "open",
          mine,
          before,
          limit: Protocol.PAGE,
        });
        if (round !== this.round) return;
        before = page.next || null;
        const figures = page.counts ?? this.desk.state.figures;
        this.desk.dispatch({ type: "inbox", rows: page.rows, figures, last: mine && before === null });
      } while (before);
    }
  }

  private async askClosedPages(anew: boolean): Promise<void> {
    const { filter } = this.desk.state;
    const key = closedPagesKey(filter);
    this.desk.dispatch({ type: "closedPagesAsked", key, anew });
    const before = this.desk.state.closedPages?.next ?? "";
    try {
      const page: Page = await this.desk.link.ask(question(filter, before));
      this.desk.dispatch({ type: "closedPages", key, rows: page.rows, next: page.next ?? "" });
    } catch {
      this.desk.dispatch({ type: "closedPagesFailed" });
    }
  }
}
