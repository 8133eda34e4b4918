// The operator's desk: the state, the link and what happens between them. Views read it and call it.

import type { Change, OperatorClient } from "../../../link/src/operator-client";
import { type Colleague, type Person, Protocol, type Row, type ServerFrame } from "../../../link/src/wire";
import { ConnectionHealth } from "./connection-health";
import { openIn } from "./filter";
import { Lists } from "./lists";
import type { Choices, Memory } from "./memory";
import { atHand, newsOf } from "./moves";
import { Place } from "./place";
import { Reading } from "./reading";
import { reduce } from "./reduce";
import { readerOf } from "./rows";
import { type Action, type State, start, type Toast } from "./state";

export type DialogName = "transfer" | "take" | "me" | "help" | "channels";

/** What the desk is built from. */
export interface DeskParts {
  me: Person;
  role: string;
  site: string;
  /** First steps of the settings that are to be done. */
  left: number;
  /** The page's token; replaced when the server asks for a fresh one. */
  session: { token: string };
  link: OperatorClient;
  memory: Memory;
}

/** One per page. */
export class Desk {
  state: State;
  dialog: DialogName | null = null;
  choices: Choices;
  /** Hears of rows that are before one's eyes from the first: they are no news. */
  onFirst: (row: Row) => void = () => {};
  /** Moves the focus into the composer, once there is one. */
  replyWanted: "message" | "note" | null = null;
  /** Who has signed in after this page was drawn. */
  successor = "";
  /** Tells this person's other tabs that one has signed out. */
  onLeave: () => void = () => {};
  /** Hears that a talk has gone from this operator by another's hand. */
  onLoss: (text: string) => void = () => {};
  /** The rows that may be opened, in the order of the list. */
  listed: string[] = [];
  /** Moves the focus to this row, once it is drawn. */
  rowWanted: string | null = null;
  readonly link: OperatorClient;
  readonly place: Place;
  readonly lists: Lists;
  readonly reading: Reading;
  readonly health: ConnectionHealth;
  private readonly listeners = new Set<() => void>();
  /** How often the link has told of each log, and of what is to be sent: both are changed in place. */
  private readonly told = new Map<string, number>();

  constructor(readonly parts: DeskParts) {
    const reader = readerOf(parts.me.id ?? "", parts.role);
    this.link = parts.link;
    this.choices = parts.memory.choices();
    this.state = start(reader, parts.memory.filter(), parts.memory.drafts());
    this.place = new Place(({ conv }) => {
      this.reading.open(conv);
      this.changed();
    });
    this.lists = new Lists(this);
    this.reading = new Reading(this);
    this.health = new ConnectionHealth(this);
    parts.link.subscribe((change) => this.heard(change));
  }

  /** Calls `fn` after every change; answers how to stop. */
  subscribe(fn: () => void): () => void {
    this.listeners.add(fn);
    return () => this.listeners.delete(fn);
  }

  dispatch(action: Action): void {
    const was = this.state;
    this.state = reduce(was, action);
    if (this.state === was) return;
    if (this.state.drafts !== was.drafts) this.parts.memory.keepDrafts(this.state.drafts);
    if (this.state.filter !== was.filter) this.parts.memory.keepFilter(this.state.filter);
    for (const row of atHand(was, action)) this.onFirst(row);
    for (const toast of newsOf(was, this.state, action)) {
      this.dispatch({ type: "toast", toast });
      if (toast.sign === "lock") this.onLoss(toast.text);
    }
    if (this.state.rows !== was.rows || this.state.inbox !== was.inbox) this.reading.attend();
    this.changed();
  }

  show(dialog: DialogName | null): void {
    this.dialog = dialog;
    this.changed();
  }

  choose(choices: Partial<Choices>): void {
    this.choices = { ...this.choices, ...choices };
    this.parts.memory.keepChoices(this.choices);
    this.changed();
  }

  /** Another tab, or the page about oneself in the settings, may have chosen otherwise. */
  recallChoices(): void {
    this.choices = this.parts.memory.choices();
    this.changed();
  }

  wantsReply(kind: "message" | "note" = "message"): void {
    this.replyWanted = kind;
    this.changed();
  }

  wantsRow(conv: string | null): void {
    this.rowWanted = conv;
    this.changed();
  }

  /** A short message over the page. */
  toast(sign: Toast["sign"], text: string, act?: Toast["act"]): void {
    this.dispatch({ type: "toast", toast: { sign, text, ...(act && { act }) } });
  }

  /** The row of the open conversation. */
  get row(): Row | null {
    return this.state.rows.get(this.place.route.conv ?? "") ?? null;
  }

  /** This operator as colleagues see them; before those are known, as the page has it. */
  get myself(): Partial<Colleague> {
    return this.state.people.find((person) => person.id === this.state.reader.id) ?? this.parts.me;
  }

  /** The open ones of the chosen channel. */
  inScope(): Row[] {
    const { rows, filter, reader } = this.state;
    return openIn(rows.values(), filter.scope, reader.id);
  }

  /** Another person has signed in in this browser: this page does nothing more. */
  replaced(by: string): void {
    this.successor = by;
    this.link.stop("person");
    this.changed();
  }

  /** Nothing of what this page knows may be read any more. */
  get covered(): boolean {
    return this.link.state === "stopped" && ["person", "forbidden"].includes(this.link.stoppedBecause);
  }

  /** Another number whenever a conversation's log or unsent messages are others. */
  revisionOf(conv: string): number {
    return (this.told.get(conv) ?? 0) + (this.told.get("") ?? 0);
  }

  /** Tells the views to look whether what they show is still the same. */
  changed(): void {
    for (const listener of this.listeners) listener();
  }

  private heard(change: Change): void {
    if (change.kind === "frame") this.frame(change.frame);
    else if (change.kind === "state") this.health.changed();
    else {
      const conv = change.kind === "log" ? change.conv : "";
      this.told.set(conv, (this.told.get(conv) ?? 0) + 1);
      this.changed();
    }
  }

  private frame(frame: ServerFrame): void {
    const now = this.link.now();
    this.dispatch({ type: "frame", frame, now });
    if (frame.t === "welcome") {
      this.lists.refresh();
      this.reading.refresh();
    }
    if (frame.t === "eph" && frame.kind === "typing") {
      setTimeout(
        () => this.dispatch({ type: "tick", now: now + Protocol.TYPING_SHOWN_MS }),
        Protocol.TYPING_SHOWN_MS,
      );
    }
  }
}
