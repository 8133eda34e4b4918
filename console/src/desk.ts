// The operator's desk: the state, the link and what happens between them. Views read it and call it.

import type { Change, Link } from "../../widget/src/link/link";
import type { Person, Row, ServerFrame } from "../../widget/src/link/wire";
import { fits } from "./inbox";
import { Line } from "./line";
import { Lists } from "./lists";
import type { Choices, Memory } from "./memory";
import { newsOf } from "./moves";
import { Reading } from "./reading";
import { reduce } from "./reduce";
import { address, type Route } from "./route";
import { isMine, type Reader } from "./rows";
import { type Action, type State, start, TYPING_MS } from "./state";

export type DialogName = "transfer" | "take" | "me" | "help" | "channels";

/** What the desk is built from. */
export interface DeskParts {
  me: Person;
  administrator: boolean;
  site: string;
  /** The page's token; replaced when the server asks for a fresh one. */
  session: { token: string };
  link: Link;
  memory: Memory;
}

/** Rows that are no news: what is there when the console opens, and what this operator has just let go. */
function atHand(was: State, action: Action): Row[] {
  if (action.type === "inbox") {
    return was.inbox === "empty" ? action.rows.filter(({ conv }) => !was.rows.has(conv)) : [];
  }
  if (action.type !== "frame" || action.frame.t !== "summary") return [];
  const { row } = action.frame;
  const held = was.rows.get(row.conv);
  return held && isMine(held, was.reader.id) && row.state === "waiting" ? [row] : [];
}

/** One per page. */
export class Desk {
  state: State;
  route: Route = { conv: null, card: false };
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
  readonly link: Link;
  readonly lists: Lists;
  readonly reading: Reading;
  readonly line: Line;
  private readonly listeners = new Set<() => void>();

  constructor(readonly parts: DeskParts) {
    const reader: Reader = { id: parts.me.id ?? "", administrator: parts.administrator };
    this.link = parts.link;
    this.choices = parts.memory.choices();
    this.state = start(reader, parts.memory.filter(), parts.memory.drafts());
    this.lists = new Lists(this);
    this.reading = new Reading(this);
    this.line = new Line(this);
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
    this.first(was, action);
    for (const toast of newsOf(was, this.state, action)) {
      this.dispatch({ type: "toast", toast });
      if (toast.sign === "lock") this.onLoss(toast.text);
    }
    if (this.state.rows !== was.rows || this.state.inbox !== was.inbox) this.reading.attend();
    this.changed();
  }

  /** To a place in the console. Each step remembers where it came from. */
  go(route: Route): void {
    const [from, to] = [address(this.route), address(route)];
    if (to !== from) history.pushState({ from }, "", to);
    this.arrive(route);
  }

  /** Out of a place, as Back does where one came from there: no press of it may find the same place twice. */
  back(route: Route): void {
    const to = address(route);
    if (history.state?.from === to) history.back();
    else {
      if (to !== address(this.route)) history.replaceState(null, "", to);
      this.arrive(route);
    }
  }

  /** The address has changed: by `go`, or by Back and Forward. */
  arrive(route: Route): void {
    this.route = route;
    this.reading.open(route.conv);
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

  wantsReply(kind: "message" | "note" = "message"): void {
    this.replyWanted = kind;
    this.changed();
  }

  wantsRow(conv: string): void {
    this.rowWanted = conv;
    this.changed();
  }

  /** The row of the open conversation. */
  get row(): Row | null {
    return (this.route.conv && this.state.rows.get(this.route.conv)) || null;
  }

  /** This operator as his colleagues see him. */
  get myself() {
    return this.state.people.find((person) => person.id === this.state.reader.id) ?? null;
  }

  /** The open ones of the chosen channel. */
  inScope(): Row[] {
    const filter = { ...this.state.filter, state: "open", mine: false } as const;
    return [...this.state.rows.values()].filter((row) => fits(row, filter, this.state.reader.id));
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

  /** Redraws. */
  changed(): void {
    for (const listener of this.listeners) listener();
  }

  private heard(change: Change): void {
    if (change.kind === "frame") this.frame(change.frame);
    else if (change.kind === "state") this.line.changed();
    else this.changed();
  }

  private frame(frame: ServerFrame): void {
    const now = this.link.now();
    this.dispatch({ type: "frame", frame, now });
    if (frame.t === "welcome") {
      this.lists.refresh();
      this.reading.refresh();
    }
    if (frame.t === "eph" && frame.kind === "typing") {
      setTimeout(() => this.dispatch({ type: "tick", now: now + TYPING_MS }), TYPING_MS);
    }
  }

  private first(was: State, action: Action): void {
    for (const row of atHand(was, action)) this.onFirst(row);
  }
}
