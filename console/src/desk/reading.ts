// Attends to the open conversation: its row, its log, the visitor's card and earlier talks.

import type { OperatorClient } from "../../../link/src/operator-client";
import type { Row } from "../../../link/src/wire";
import { before, isMine, isReadable } from "./rows";
import type { Action, State, Trouble } from "./state";

/** What reading needs of the desk. */
export interface ReadingDesk {
  readonly link: Pick<OperatorClient, "ask" | "follow" | "forget" | "older" | "logs">;
  readonly state: State;
  dispatch(action: Action): void;
  changed(): void;
}

const TROUBLES: Record<string, Trouble> = {
  not_found: "not_found",
  forbidden: "forbidden",
  taken: "forbidden",
};
const troubleOf = (error: unknown): Trouble => TROUBLES[(error as { code?: string }).code ?? ""] ?? "failed";

/** One conversation at a time. */
export class Reading {
  conv: string | null = null;
  /** How many earlier talks are shown above this one. */
  earlierShown = 0;
  private readonly followed = new Set<string>();
  private asking = "";

  constructor(private readonly desk: ReadingDesk) {}

  /** Another conversation, or none, is open now. */
  open(conv: string | null): void {
    const before = this.conv;
    this.conv = conv;
    if (before === conv) return;
    this.earlierShown = 0;
    for (const each of this.followed) if (each !== conv) this.leave(each);
    if (conv) this.desk.dispatch({ type: "trouble", conv, trouble: null });
    this.attend();
  }

  /** Brings what is on the screen in line with the row: called whenever rows have changed. */
  attend(): void {
    const { conv } = this;
    if (!conv || this.desk.state.troubles.has(conv)) return;
    const row = this.desk.state.rows.get(conv);
    if (!row) this.find(conv);
    else if (!isReadable(row, this.desk.state.reader)) this.drop(conv);
    else if (!this.followed.has(conv)) this.follow(conv);
  }

  /** Once more after a failure. */
  again(): void {
    if (!this.conv) return;
    this.followed.delete(this.conv);
    this.desk.dispatch({ type: "trouble", conv: this.conv, trouble: null });
    this.attend();
  }

  /** After a new connection the card may be out of date. */
  refresh(): void {
    if (this.conv && this.followed.has(this.conv)) this.askCard(this.conv);
    if (this.conv && this.desk.state.troubles.get(this.conv) === "failed") this.again();
  }

  /** The visitor's talks before this one that are shown, newest first. */
  get earlier(): Row[] {
    return this.allEarlier.slice(0, this.earlierShown);
  }

  /** Whether there are earlier talks that are not shown yet. */
  get hasMoreEarlier(): boolean {
    return this.allEarlier.length > this.earlierShown;
  }

  /** Shows earlier talks up to this one, or the next one. */
  async showEarlier(conv?: string): Promise<void> {
    const wanted = conv ? this.allEarlier.findIndex((row) => row.conv === conv) + 1 : this.earlierShown + 1;
    this.earlierShown = Math.min(Math.max(this.earlierShown, wanted), this.allEarlier.length);
    for (const row of this.earlier) this.followed.add(row.conv);
    this.desk.changed();
    await Promise.allSettled(this.earlier.map((row) => this.desk.link.follow(row.conv)));
  }

  /** Asks for the card anew. */
  async askCard(conv: string): Promise<void> {
    try {
      const card = await this.desk.link.ask({ t: "look", conv });
      this.desk.dispatch({ type: "card", conv, card });
    } catch {
      this.desk.dispatch({ type: "card", conv, card: null });
    }
  }

  private get allEarlier(): Row[] {
    const card = this.conv ? this.desk.state.cards.get(this.conv)?.card : null;
    return before(card?.earlier ?? [], this.desk.state.rows.get(this.conv ?? ""));
  }

  /** A row outside of the open inbox: by the visitor it belongs to. */
  private async find(conv: string): Promise<void> {
    if (this.desk.state.inbox !== "whole" || this.asking === conv) return;
    this.asking = conv;
    try {
      const page = await this.desk.link.ask({ t: "list", state: "all", visitor_of: conv, limit: 100 });
      const row = page.rows.find((each) => each.conv === conv);
      this.desk.dispatch(row ? { type: "row", row } : { type: "trouble", conv, trouble: "not_found" });
    } catch (error) {
      this.desk.dispatch({ type: "trouble", conv, trouble: troubleOf(error) });
    } finally {
      this.asking = "";
    }
  }

  private async follow(conv: string): Promise<void> {
    this.followed.add(conv);
    this.askCard(conv);
    try {
      await this.desk.link.follow(conv);
    } catch (error) {
      this.followed.delete(conv);
      if (this.conv === conv) this.desk.dispatch({ type: "trouble", conv, trouble: troubleOf(error) });
    }
  }

  /** It is no longer this operator's to read. */
  private drop(conv: string): void {
    if (!this.followed.has(conv)) return;
    for (const each of this.followed) this.forget(each);
    this.earlierShown = 0;
    this.desk.dispatch({ type: "locked", conv });
  }

  private leave(conv: string): void {
    const row = this.desk.state.rows.get(conv);
    if (!row || !isMine(row, this.desk.state.reader.id)) this.forget(conv);
  }

  private forget(conv: string): void {
    this.followed.delete(conv);
    this.desk.link.forget(conv);
  }
}
