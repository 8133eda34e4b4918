/** State and link of the one window of this page, and what may be done to them. */

import texts from "#texts";
import { type Change, type Client, makeClient } from "../../../link/src/client";
import { newId } from "../../../link/src/clock";
import { byLongPoll } from "../../../link/src/connection/closing";
import type * as Fallback from "../../../link/src/connection/long-poll";
import type { SocketLike } from "../../../link/src/connection/socket";
import { hasText, lengthOf } from "../../../link/src/text/said";
import { type Greeting, type No, Protocol, type Row, type ServerFrame } from "../../../link/src/wire";
import type { Shell } from "../shell";
import { beep } from "./attention";
import type { Left } from "./left";
import { blank, channelOf, entered, mayWrite, openRow, type State, talking, withRow } from "./state";

/** Before the server has said how much it takes. */
const LONGEST = 5_000;
export const CUT_MS = 1_500;
const ARRIVAL_MS = 1_500;

export let shell: Shell;
export let state: State;
export let link: Client;
/** Draws soon. */
export let later: () => void;
let ccid = newId();
let welcomed = false;
let watched = "";
/** Up to where each talk has been told to the page; what was there before the page is no news. */
const told: Record<string, number> = {};
let arrive: () => void;
/** The visitor's talks are known, or it takes too long to know them. */
export const arrival = new Promise<void>((resolve) => {
  arrive = resolve;
});

/** Everything begins when the panel is loaded. */
export function begin(given: Shell, draws: () => void): void {
  shell = given;
  later = draws;
  state = blank(shell.started, shell.recall().draft);
  const url = `ws${shell.origin.slice(4)}/ws/visitor`;
  const token = async (again: boolean) => (again ? await shell.start() : shell.started).token;
  link = makeClient({ url, database: shell.name, token, lang: texts.language, socket }, heard);
  link.start();
  setTimeout(arrive, ARRIVAL_MS);
}

/** Where sockets do not work the other way is fetched. */
async function socket(url: string, other: boolean): Promise<SocketLike> {
  const now = Date.now();
  if (!byLongPoll(other, now, shell.recall().polled)) return new WebSocket(url);
  const fallback = await shell.part<typeof Fallback>("fallback");
  return fallback.longPoll(url, shell);
}

export function set(change: Partial<State> | null): void {
  state = { ...state, ...change };
  later();
}

/** Show the window where it makes sense. */
export function enter(greeting: Greeting | null): void {
  show({ ...(greeting ? { ...state, screen: "greeting" } : entered(state, link.now())), greeting });
}

/** Show it as it stood on the page before, as far as that is still there. */
export function comeBack({ at: screen, conv, greeting }: Left): void {
  const known = conv ? state.rows.some((row) => row.conv === conv) : screen !== "talk" || !openRow(state);
  show(known ? { ...state, screen, conv, greeting } : entered(state, link.now()));
}

/** Go to a talk, old or new. */
export function talk(conv = ""): void {
  show(talking(state, conv));
}

function show(next: State): void {
  set(next);
  watch(true);
  if (state.conv) link.logs.open(state.conv);
}

/** Ask who is there where the visitor looks: anew at opening and sending, else where it is another channel. */
export function watch(anew = false): void {
  const channel = channelOf(state);
  if (channel && (anew || channel !== watched) && link.connection.send({ t: "watch", channel }))
    watched = channel;
}

export function write(draft: string): void {
  const row = openRow(state);
  set({ draft });
  shell.keep({ draft });
  if (row) link.typing(row.conv);
}

/** Characters of the draft beyond what the server takes. */
export const over = (): number => lengthOf(state.draft.trim()) - (link.welcome?.limits.body ?? LONGEST);

/** The draft may be sent. */
export const sayable = (): boolean => hasText(state.draft) && over() <= 0;

export function send(): void {
  const { draft, started, screen, greeting } = state;
  const body = draft.trim();
  const { conv = "" } = openRow(state) ?? {};
  if (!sayable()) return;
  const origin = greeting ? "invited" : "incoming";
  link.say(conv ? { conv, body } : { new: { ccid, channel: started.channel?.id ?? null, origin }, body });
  write("");
  set({ jump: true });
  watch(true);
  if (screen !== "talk" || !mayWrite(state, link.now())) talk(conv);
}

export function end(): void {
  const { conv = "" } = openRow(state) ?? {};
  // Whoever sits here next reads nothing of it in the browser.
  shell.keep({ draft: "", ending: { rid: newId(), conv } });
  set({ draft: "", menu: "", trouble: askEnd() ? "" : texts.offline });
}

/** Until it is answered, over any number of connections and pages. */
function askEnd(): boolean | undefined {
  const { ending } = shell.recall();
  return ending && link.connection.send({ t: "close", rid: ending.rid, conv: ending.conv });
}

/** The visitor has it before their eyes. */
export function read(conv: string, seq: number): void {
  const row = state.rows.find((one) => one.conv === conv);
  link.logs.read(conv, seq);
  if (row?.unread) set({ rows: withRow(state.rows, { ...row, unread: 0 }) });
}

function heard(change: Change): void {
  if (change.kind === "frame") hear(change.frame);
  if (change.kind === "log") news(change.conv);
  if (change.kind === "state") {
    const cut = link.connection.state !== "live" && (state.cutSince || performance.now());
    if (cut) setTimeout(later, CUT_MS);
    set({ cutSince: cut || 0 });
  }
  later();
}

function hear(frame: ServerFrame): void {
  if (frame.t === "summary") row(frame.row);
  if ("rid" in frame && frame.rid === shell.recall().ending?.rid) ended(frame.t === "no" ? frame : {});
  // A message says itself what became of it; of what the window does by itself nobody needs to know.
  if (frame.t === "no" && frame.rid) set({ trouble: frame.text });
  if (frame.t === "welcome") {
    askEnd();
    set({ trouble: "" });
    frame.rows?.forEach(row);
    watch(true);
    welcomed = true;
    arrive();
  }
  if (frame.t === "team") {
    const { channel, team = [], usual_ms = 0 } = frame;
    set({ there: frame });
    if (channel.id === channelOf(state)) shell.met({ ...shell.started, team, usual_ms });
  }
  if (frame.t === "site") {
    shell.met({ ...shell.started, ...frame });
    set({ started: shell.started });
  }
  if (frame.t !== "eph") return;
  const { kind, conv, by, owner, here } = frame;
  if (kind === "owner") set({ here: here ? conv : "", partner: owner });
  if (kind === "typing" && by?.side === "operator") {
    set({ typing: { conv, until: performance.now() + Protocol.TYPING_SHOWN_MS } });
    setTimeout(later, Protocol.TYPING_SHOWN_MS);
  }
}

/** Ended, or refused: for good, or for now. */
function ended({ retry, after_ms }: Partial<No>): void {
  if (retry) setTimeout(askEnd, after_ms);
  else {
    shell.keep({ ending: undefined });
    set({ trouble: "" });
  }
}

function row(row: Row): void {
  const { conv, seq } = row;
  const open = row.state !== "closed";
  if (!welcomed) told[conv] = seq;
  set({ rows: withRow(state.rows, row) });
  watch();
  // Also one that began and ended elsewhere while the connection was missing: there may be news in it.
  if (open || seq > (told[conv] ?? 0)) link.logs.open(conv);
  if (open) land(conv);
}

/** Tells the page of each message once. From the log, which has them all: a row shows the last of several. */
function news(conv: string): void {
  const { events, seq, loaded } = link.logs.open(conv);
  const before = told[conv] ?? 0;
  if (loaded) told[conv] = seq;
  for (const event of events) {
    if (event.seq <= before || event.by.side !== "operator" || event.kind === "greeting") continue;
    set({ typing: { conv, until: 0 }, fresh: true });
    if (event.kind !== "message") continue;
    shell.emit("message", event);
    beep();
  }
}

/** What the visitor wrote has found its conversation, or another tab began one. */
function land(conv: string): void {
  if (!conv || conv === state.conv || state.screen !== "talk") return;
  if (!state.conv || mayWrite(state, link.now())) talk(conv);
  ccid = newId();
}
