// Generated from server/samovar/web/wire and protocol.py by `make wire`. Do not edit.
/* eslint-disable */


export const PROTOCOL = 2;

/** Close codes of both sockets. */
export enum CloseCode {
  RESTART = 1012,
  BUSY = 1013,
  TOO_BIG = 1009,
  BAD_FRAME = 4400,
  TOKEN = 4401,
  FORBIDDEN = 4403,
  SLOW = 4408,
  RATE = 4429,
}

/**
 * What the two ends of the wire have agreed on besides the frames: spans in milliseconds, and numbers of things.
 *
 * `make wire` writes them into link/src/wire.ts as the enum `Protocol`; the faults tests' client takes them from here.
 * Whatever only one side needs to know stands there.
 */
export enum Protocol {
  /** Characters of a name or another field of one line, unless `welcome` says otherwise. */
  NAME = 100,
  /** Characters of the note of a command, likewise. */
  NOTE = 2000,
  /** From dialling to an open socket. */
  OPEN_MS = 5000,
  /** From `hello` to `welcome`. */
  WELCOME_MS = 10000,
  /** With nothing heard for so long, and a part more or less, the client asks with `ping`. */
  QUIET_MS = 12000,
  /** That part: with the wait for an answer a dead connection is found out within 25 s. */
  QUIET_SPREAD = 0.2,
  /** From `ping` to whatever comes. */
  PONG_MS = 10000,
  /** The same after sleep, or when the network came or went: with the first delay and a new greeting, everything is up to date within 3 s of waking. */
  WAKE_MS = 2000,
  /** The longest first wait before dialling again; each further one is twice as long. Chance shortens it, down to 0. */
  RETRY_MS = 500,
  /** No wait is longer, unless the server has told a window of its own. */
  LONGEST_RETRY_MS = 30000,
  /** A connection that has lasted so long makes the next wait the first. */
  STABLE_MS = 60000,
  /** The wait after a close for too much, where the server names none. */
  RATE_MS = 10000,
  /** A socket that broke sooner was of no use: after two in a row the other way is tried. */
  USEFUL_MS = 5000,
  /** Messages of a client that may be unacknowledged. */
  IN_FLIGHT = 8,
  /** Without an answer for so long, what is in flight is sent again. */
  RESEND_MS = 5000,
  /** And after that each time, until something is acknowledged or there is a new connection. */
  NEXT_RESEND_MS = 10000,
  /** Frames that one request of a long poll may bring. */
  SAID_AT_ONCE = 8,
  /** An entry that came too early waits so long for those before it, then they are asked for. */
  GAP_MS = 500,
  /** What has arrived is reported this much later, all in one. */
  GOT_MS = 2000,
  /** Conversations that `hello` may name. */
  CURSORS = 200,
  /** Entries or rows that one answer may hold. */
  PAGE = 100,
  /** A cache that is to be dropped twice within this is a loop: the client stops and says so. */
  RESET_MS = 30000,
  /** Between two signs of typing. */
  TYPING_MS = 2000,
  /** How long a sign of typing stands without another. */
  TYPING_SHOWN_MS = 5000,
}

/**
 * Who did or holds something. `photo` is an address on this server, empty where there is none. `latin`: the name
 * in Latin letters, where it has been given. A visitor has no name here: rows and cards tell it to operators.
 */
export interface Person {
  id?: string;
  side: "operator" | "system" | "visitor";
  name?: string;
  latin?: string;
  photo?: string;
  grammar?: "" | "he" | "she";
}

/**
 * One sentence in every language of the window.
 */
export interface Said {
  ru: string;
  en: string;
}

/**
 * A channel. `latin`: its name in Latin letters, where there is such a form. `member`: the operator who reads this
 * belongs to it. `shut`: it is closed at this hour, and `opens` then, where anybody knows. `closed`: for good; nothing
 * new comes there. `soon_ms`, `late_ms`: who waits that long waits long, and too long. All from `member` on is never
 * told to visitors.
 */
export interface Channel {
  id: string;
  name: string;
  latin?: string;
  member?: boolean;
  shut?: boolean;
  opens?: string;
  closed?: boolean;
  soon_ms?: number;
  late_ms?: number;
}

/**
 * An operator as visitors meet them; `latin` and `title_latin` as in a person.
 */
export interface Operator {
  id: string;
  name: string;
  latin?: string;
  photo?: string;
  title?: string;
  title_latin?: string;
}

/**
 * An operator as colleagues see them; `why`: in their own words, where they are busy or away. `channels`: those
 * that the reader knows about, which are all for an administrator.
 */
export interface Colleague {
  id: string;
  name: string;
  latin?: string;
  photo?: string;
  title?: string;
  title_latin?: string;
  grammar?: "" | "he" | "she";
  role?: string;
  presence?: "away" | "busy" | "offline" | "online";
  why?: string;
  channels?: string[];
}

/**
 * A visitor as a list shows them; `name` may be empty ("Guest from {city}" then). `city_latin`: the city in Latin
 * letters, where it has such a form.
 */
export interface Visitor {
  name?: string;
  city?: string;
  city_latin?: string;
  source?: string;
  visits?: number;
  here?: boolean;
}

/**
 * Those who share a channel with the reader, and the channels of their sites: after `welcome` and again, whole,
 * when anything of it changes. Administrators see everybody.
 */
export interface People {
  t: "people";
  people: Colleague[];
  channels: Channel[];
}

/**
 * A visitor's window shows this channel now: who is there is answered by `team`, and told from then on.
 */
export interface Watch {
  t: "watch";
  channel: string;
}

/**
 * Answers `watch`, and comes again when anything of it changes: operators of the channel who are online now, at
 * most 3. `usual_ms`: how soon the first answer came lately, in the middle of all; 0 where too few were measured.
 * `away`, where nobody is: why, and when somebody will be, on the channel's clock; `shut`: that is not now, by the
 * channel's hours.
 */
export interface Team {
  t: "team";
  channel: Channel;
  team?: Operator[];
  usual_ms?: number;
  away?: Said | null;
  shut?: boolean;
}

/**
 * Asks for the visitor's open conversation, or a new one with this `ccid` where none is open.
 */
export interface New {
  ccid: string;
  channel?: string | null;
  origin?: "incoming" | "invited";
}

/**
 * A message, or an operator's private note. Exactly one of `conv` and `new` is given.
 *
 * An operator's message carries `lock`, the fencing number under which they hold the conversation.
 */
export interface Send {
  t: "send";
  cid: string;
  conv?: string | null;
  new?: New | null;
  kind?: "message" | "note";
  body: string;
  lock?: number | null;
}

/**
 * How far each side has read a conversation.
 */
export interface Seen {
  visitor?: number;
  operator?: number;
}

/**
 * One entry; a client shows one of an unknown `kind` as a neutral line. `prev` is the seq of the entry before it
 * that this reader may see, where that is not seq − 1 (operators' entries leave holes in a visitor's view). `cid` of
 * what has a text: its author's outbox knows it by that.
 *
 * `data` by kind: claimed {how: claim | accept | take, from: Person for take} ·
 * released {reason: released | owner_offline | kept_silent | kept_away | kept_declined} ·
 * transferred {step: offered | declined | expired, to: Person, note} · moved {from, to: channel names, note} ·
 * closed {side} · card {field, was, now} · message {by: mail, where it was answered from there} ·
 * contact {kind: phone | email, value, way, category} ·
 * missed {reason: nobody_online | outside_hours | nobody_claimed | claimed_silent} ·
 * mail_sent, mail_failed {kind: question | answer, to, reason} ·
 * greeting {name: of the channel, where no operator greeted}: what the visitor answers to, in `body`.
 */
export interface Event {
  seq: number;
  prev?: number;
  kind: string;
  by: Person;
  ts: string;
  body?: string;
  data?: Record<string, unknown>;
  cid?: string;
}

/**
 * A new entry of a conversation this connection follows.
 */
export interface Ev {
  t: "ev";
  conv: string;
  e: Event;
}

/**
 * All entries up to `seq` are stored and shown at this client.
 */
export interface Got {
  t: "got";
  conv: string;
  seq: number;
}

/**
 * The person has seen all entries up to `seq`.
 */
export interface Read {
  t: "read";
  conv: string;
  seq: number;
}

/**
 * Asks for entries: after or before a seq, or the last page when neither is given.
 *
 * Answered by `batch`. The connection follows the conversation from then on.
 */
export interface Get {
  t: "get";
  rid: string;
  conv: string;
  after?: number | null;
  before?: number | null;
  limit?: number;
}

/**
 * Answers `get`, and catches up after `hello`: entries `from`…`to` of a conversation in order, complete for this
 * reader. `more`: go on after `to` (or before `from`, where the question was `before`).
 */
export interface Batch {
  t: "batch";
  rid?: string;
  conv: string;
  from?: number;
  to?: number;
  events: Event[];
  more?: boolean;
  seen: Seen;
}

/**
 * The client no longer keeps this conversation, and need not be told its entries.
 */
export interface Forget {
  t: "forget";
  conv: string;
}

/**
 * Where a conversation stands: its last seq visible to this client, and what was read.
 */
export interface Head {
  conv: string;
  seq: number;
  seen: Seen;
}

/**
 * Where conversations stand: a client that is behind in one it keeps asks with `get`. Sent where the server
 * finds that live entries have not arrived.
 */
export interface Heads {
  t: "heads";
  heads: Head[];
}

/**
 * Drop the cache of this scope ("all" or a conversation id) and load its last page.
 */
export interface Reset {
  t: "reset";
  scope: string;
  reason: string;
}

/**
 * A waiting conversation becomes the operator's: the first wins.
 */
export interface Claim {
  t: "claim";
  rid: string;
  conv: string;
}

/**
 * An administrator takes a conversation over from the colleague who holds it.
 */
export interface Take {
  t: "take";
  rid: string;
  conv: string;
  lock: number;
}

/**
 * The conversation waits for everybody again.
 */
export interface Release {
  t: "release";
  rid: string;
  conv: string;
  lock: number;
}

/**
 * Offers the conversation to an operator, who may accept; its owner holds it until then.
 */
export interface Transfer {
  t: "transfer";
  rid: string;
  conv: string;
  lock: number;
  to: string;
  note?: string;
}

/**
 * Takes the conversation that a colleague offers.
 */
export interface Accept {
  t: "accept";
  rid: string;
  conv: string;
}

/**
 * Does not take an offer, or what waits for this operator first.
 */
export interface Decline {
  t: "decline";
  rid: string;
  conv: string;
}

/**
 * The conversation waits in another channel of its site, as new.
 */
export interface Move {
  t: "move";
  rid: string;
  conv: string;
  lock: number;
  to: string;
  note?: string;
}

/**
 * The conversation is over. The one command of visitors too; `lock` of owners only: an administrator closes
 * any.
 */
export interface Close {
  t: "close";
  rid: string;
  conv: string;
  lock?: number | null;
}

/**
 * A closed conversation is held again by whom it was.
 */
export interface Reopen {
  t: "reopen";
  rid: string;
  conv: string;
}

/**
 * Writes another city or name on the visitor's card, which remembers who did.
 */
export interface Correct {
  t: "correct";
  rid: string;
  conv: string;
  field: "city" | "name";
  value: string;
}

/**
 * What the operator is while they are here. `why`: for colleagues, where they are busy or away.
 */
export interface SetPresence {
  t: "presence";
  rid: string;
  presence: "away" | "busy" | "online";
  why?: string;
}

/**
 * What the operator says of themselves; what is left out stays. `latin` and `title_latin` as in a colleague.
 */
export interface SetProfile {
  t: "profile";
  rid: string;
  grammar?: "" | "he" | "she" | null;
  latin?: string | null;
  title?: string | null;
  title_latin?: string | null;
}

/**
 * A message (`cid`) is committed, or a command (`rid`) is done. `dup`: it had been before.
 */
export interface Ok {
  t: "ok";
  cid?: string;
  rid?: string;
  conv?: string;
  seq?: number;
  ts?: string;
  lock?: number;
  dup?: boolean;
}

/**
 * A message, command or question is refused; nothing was stored.
 *
 * `code` is one of model/errors.py; `text` says it in the person's language. `retry`: the same
 * frame may succeed after `after_ms`. `by`, `at`: who has taken the conversation, and when.
 */
export interface No {
  t: "no";
  cid?: string;
  rid?: string;
  code: string;
  text: string;
  retry?: boolean;
  after_ms?: number;
  by?: Person | null;
  at?: string;
}

/**
 * A transfer waiting to be accepted, until `until`.
 */
export interface Offer {
  by: Person;
  to: Person;
  note?: string;
  until: string;
}

/**
 * An offer that `by` did not take; `to` had made it. Until the owner goes on with the conversation.
 */
export interface Returned {
  by: Person;
  to: Person;
  how: "declined" | "expired";
}

/**
 * One conversation in a list: its whole state, the newer `rev` wins, on one connection.
 *
 * `number`: a label of seven digits, without any order. `locked`: a colleague holds it, or held it last, and this
 * reader sees whose it is and nothing of its content, nor when or how often that changes: only the first five
 * fields, the visitor's name, `owner`, `opened`, `closed`; `updated` is when it changed hands. `prefer`: the
 * operator id it waits for first, alone and for a minute, while they are here; when that ends the row comes again
 * without it. `unread`: messages of the other side not yet read by this side. For a visitor's
 * row `visitor` is absent and `owner` is whom they talk with, or talked with last.
 */
export interface Row {
  conv: string;
  number: number;
  rev: number;
  state: "closed" | "held" | "waiting";
  channel: string;
  seq: number;
  lock?: number;
  locked?: boolean;
  visitor?: Visitor | null;
  owner?: Person | null;
  prefer?: string;
  offer?: Offer | null;
  returned?: Returned | null;
  last?: Event | null;
  question?: string;
  unanswered?: number;
  unread?: number;
  origin?: "incoming" | "invited" | "outgoing";
  opened: string;
  waiting?: string;
  closed?: string;
  updated: string;
}

/**
 * Asks for a page of conversations: open ones begun last first, closed ones closed last first, a visitor's
 * begun last first. `before` is the `next` of the page before.
 *
 * Operators see the rows that their channels allow, visitors their own. Answered by `page`.
 */
export interface List {
  t: "list";
  rid: string;
  state?: "all" | "closed" | "open";
  mine?: boolean;
  channel?: string | null;
  visitor_of?: string | null;
  before?: string | null;
  limit?: number;
}

/**
 * Open conversations of a channel that this operator sees.
 */
export interface Counts {
  channel: string;
  waiting?: number;
  left?: number;
  mine?: number;
  open?: number;
}

/**
 * Answers `list`. `next` is empty at the end. `counts` for an operator, by channel.
 */
export interface Page {
  t: "page";
  rid: string;
  rows: Row[];
  next?: string;
  counts?: Counts[];
}

/**
 * A row of the inbox has changed or is new.
 */
export interface Summary {
  t: "summary";
  row: Row;
}

/**
 * A row has left this operator's sight (moved to a channel that is not theirs).
 */
export interface Gone {
  t: "gone";
  conv: string;
}

/**
 * One page of a visit; `ms` is the time spent there, absent for the one being read now.
 */
export interface PageView {
  url: string;
  title?: string;
  at: string;
  ms?: number;
}

/**
 * One stay on the site, pages newest first (at most 50). `on_site_ms`: time on site so far.
 */
export interface Visit {
  started: string;
  referrer?: string;
  source?: string;
  utm?: Record<string, string>;
  device?: string;
  on_site_ms?: number;
  here?: boolean;
  pages?: PageView[];
}

/**
 * Asks for the card of the visitor of a conversation. Answered by `card`.
 */
export interface Look {
  t: "look";
  rid: string;
  conv: string;
}

/**
 * Answers `look`: who the visitor is. `city_how`: page | chosen | ip | operator | "" (unknown);
 * `city_by`: the operator who corrected it. `earlier`: the visitor's other conversations, newest first.
 */
export interface Card {
  t: "card";
  rid: string;
  conv: string;
  visitor: string;
  name?: string;
  phone?: string;
  email?: string;
  city?: string;
  city_latin?: string;
  city_how?: string;
  city_by?: Person | null;
  visits?: number;
  visit?: Visit | null;
  earlier?: Row[];
}

/**
 * The person is typing; sent at most once in 2 s, fades after 5 s.
 */
export interface Typing {
  t: "typing";
  conv: string;
}

/**
 * A signal; may be lost. typing {conv, by} · read {conv, seen} · page {conv, page}: of the visitor ·
 * presence {conv, here, at: when one who left was last heard}: of the visitor, for operators ·
 * owner {conv, owner, here}: for the visitor.
 */
export interface Eph {
  t: "eph";
  kind: "owner" | "page" | "presence" | "read" | "typing";
  conv: string;
  by?: Person | null;
  owner?: Operator | null;
  seen?: Seen | null;
  here?: boolean;
  at?: string;
  page?: PageView | null;
}

/**
 * To administrators: what is stored has reached `clients` people in `conversations` late, since then. With
 * `since` empty it is over.
 */
export interface Alarm {
  t: "alarm";
  since?: string;
  clients?: number;
  conversations?: number;
}

/**
 * To administrators: so many `people` wait for a limit (a field of the settings), the last of them `until` then.
 */
export interface Held {
  t: "held";
  limit: string;
  people: number;
  until: string;
}

/**
 * The last entry of one conversation that the client has applied.
 */
export interface Cursor {
  conv: string;
  seq: number;
}

/**
 * First frame of every connection, within 10 s of its opening.
 *
 * `token`: the visitor's signed token, or for an operator the console page's own token (the session
 * cookie alone is not enough). `epoch`: the one of the cursors, absent on a first start. `who`: the person this
 * page was drawn for, or was welcomed as before: the server refuses to let it act as another, whatever the token has
 * become meanwhile. `lang`: of the window, and so of every `text`; without it the browser's own decides.
 */
export interface Hello {
  t: "hello";
  v: number;
  token: string;
  who?: string | null;
  epoch?: string | null;
  lang?: "en" | "ru" | null;
  cursors?: Cursor[];
}

/**
 * What the server accepts of this client.
 */
export interface Limits {
  body: number;
  frame: number;
  name?: number;
  note?: number;
}

/**
 * Answers `hello`: the connection is live. Missed entries of the cursors follow as `batch`.
 *
 * `herd_ms`: the window for coming back after an abnormal close. `you`: who has come.
 * `heads`: a visitor's own conversations; for an operator those of the cursors that they may read.
 * `rows`: a visitor's conversations, newest first, at most 50.
 */
export interface Welcome {
  t: "welcome";
  v: number;
  epoch: string;
  now: string;
  limits: Limits;
  herd_ms: number;
  you: Person;
  heads?: Head[];
  rows?: Row[];
}

/**
 * Answered by `pong`.
 */
export interface Ping {
  t: "ping";
}

/**
 * Answers `ping`. `now`: as in `welcome`, for clocks stand still in sleep, and are set.
 */
export interface Pong {
  t: "pong";
  now?: string;
}

/**
 * The server is about to stop: come back at a random moment inside the window.
 */
export interface Drain {
  t: "drain";
  min_ms: number;
  max_ms: number;
}

/**
 * The last frame of a long poll (web/endpoints/long_polls.py): what a socket says in its close frame.
 */
export interface End {
  t: "end";
  code: number;
  reason?: string;
}

/**
 * The page a visitor reads now.
 */
export interface PageSeen {
  url: string;
  title?: string;
  referrer?: string;
}

/**
 * POST /widget/start, once a page load. `token`: the visitor's from before. `visit`: the client's
 * id of this stay (a new one after 30 min of silence). `city`: what the page says. `channel`: what the
 * visitor chose from the list before, or `say` of `Other`. `lang`: the page's language.
 */
export interface Start {
  key: string;
  visit: string;
  page: PageSeen;
  token?: string;
  city?: string;
  channel?: string | null;
  lang?: string;
}

/**
 * What the site calls its people, in the visitor's language: "designers" are online, we call "a designer".
 */
export interface Words {
  many: string;
  whom: string;
}

/**
 * What the round button is called, in the visitor's language: with nobody there only `open`, else with `online`,
 * and with news `unread` before their number.
 */
export interface Button {
  open: string;
  online: string;
  unread: string;
}

/**
 * How the site's owner dresses the widget. `css` goes behind the button's own sheet: custom properties, and where
 * it stands. `theme`: as `data-theme`, which it wins over. `icon`: a path for 24 x 24, in place of the samovar.
 */
export interface Style {
  css?: string;
  theme?: string;
  icon?: string;
}

/**
 * The site's settings have changed while the window is connected: as in `Started`.
 */
export interface Site {
  t: "site";
  delay_ms: number;
  closed_days: number;
  reopen_ms: number;
  style: Style | null;
}

/**
 * The last of the list to choose from: a city that is not in it. `channel`: where those go; `say`: what the window
 * says of it at the next `Start`, in place of a channel.
 */
export interface Other {
  channel: Channel;
  say: string;
}

/**
 * Answers `Start`. Without `channel` and `choose` the site shows no widget at all.
 *
 * `token` replaces the stored one. `delay_ms`: time on site after which the window opens by itself,
 * 0 = never. `closed_days`: how long it stays shut after the visitor closed it. `open`: the visitor has an
 * open conversation, or came by the link of a letter. `team`, `usual_ms`, `away` and `shut` as in `team`. `greeted`:
 * the window has opened by itself in this visit already. `reopen_ms`: how long after a conversation has ended a
 * message still goes there. `lang`: decided.
 * `greeting`: the words of a window that nobody has greeted in. `hidden`: no widget on this page, but for a talk that
 * goes on.
 */
export interface Started {
  token: string;
  site: string;
  lang: "en" | "ru";
  channel?: Channel | null;
  choose?: Channel[];
  other?: Other | null;
  people: Words;
  button: Button;
  style?: Style | null;
  hidden?: boolean;
  team?: Operator[];
  usual_ms?: number;
  away?: Said | null;
  shut?: boolean;
  delay_ms?: number;
  closed_days?: number;
  reopen_ms?: number;
  open?: boolean;
  unread?: number;
  greeted?: boolean;
  greeting?: string;
  build?: string;
}

/**
 * POST /widget/page: the visitor went to another page without a page load. Answer: `Shown` on sites that hide the
 * widget on some pages, else 204. `lang` as in `hello`, `channel` as in `Greet`.
 */
export interface Turned {
  token: string;
  visit: string;
  page: PageSeen;
  channel?: string | null;
  lang?: "en" | "ru" | null;
}

/**
 * Answers `Turned`: as in `Started`, for the page that the visitor went to.
 */
export interface Shown {
  hidden: boolean;
}

/**
 * POST /widget/greeting: the window is about to open by itself. `lang` as in `hello`.
 */
export interface Greet {
  token: string;
  visit: string;
  channel?: string | null;
  page?: PageSeen | null;
  lang?: "en" | "ru" | null;
}

/**
 * Answers `Greet`. Without `operator` the channel's own name greets. `show`: false where the
 * window must stay shut after all (an open conversation, greeted already, a page where the site does not want it).
 * `text`: what it says.
 */
export interface Greeting {
  show: boolean;
  text?: string;
  channel?: Channel | null;
  operator?: Operator | null;
}

/**
 * POST /widget/form: what a visitor may leave where nobody is there. `lang` as in `hello`.
 */
export interface Form {
  token: string;
  lang?: "en" | "ru" | null;
}

/**
 * What a visitor agrees to before contacts are taken. `version` comes back with them.
 */
export interface ConsentText {
  version: number;
  text: string;
  link?: string;
}

/**
 * Answers `Form`. `ways`: where one may be answered, `categories`: what a question may be about; empty where the
 * site does not ask.
 */
export interface Fields {
  ways?: ("chat" | "email" | "max" | "phone" | "sms" | "telegram" | "viber" | "whatsapp")[];
  categories?: string[];
  consent: ConsentText;
}

/**
 * POST /widget/leave: a question where nobody is there, and how to answer it. `rid` makes its repetition harmless.
 * `conv` or `new` as in `send`; an empty `body` where the question stands in `conv` already. `contact`: phone or
 * e-mail as typed, which only the way `chat` does without; `consent`: the version that was agreed to.
 */
export interface Leave {
  token: string;
  rid: string;
  conv?: string | null;
  new?: New | null;
  body?: string;
  contact?: string;
  way: "chat" | "email" | "max" | "phone" | "sms" | "telegram" | "viber" | "whatsapp";
  category?: string;
  consent?: number | null;
  lang?: "en" | "ru" | null;
}

/**
 * Answers `Leave`: it is stored, in this conversation.
 */
export interface Left {
  conv: string;
}

/**
 * Every refused HTTP question: `code` as in `no`, `text` in the person's language, which is `lang`.
 */
export interface Problem {
  code: string;
  text: string;
  lang?: string;
  after_ms?: number;
}

/**
 * JSON in the page, id="boot".
 */
export interface Boot {
  token: string;
  me: Person;
  role: "administrator" | "operator" | "senior";
  lang: "en" | "ru";
  site: string;
  left?: number;
}

export type ServerFrame = Welcome | Heads | Alarm | Held | Ok | No | Ev | Batch | Summary | Gone | Page | Card | People | Team | Site | Eph | Reset | Pong | Drain | End;

export type OperatorCommand = Claim | Take | Release | Transfer | Accept | Decline | Move | Close | Reopen | Correct | SetPresence | SetProfile;

export type VisitorFrame = Hello | Send | Close | Got | Read | Get | List | Typing | Watch | Ping;

export type OperatorFrame = Hello | Send | Claim | Take | Release | Transfer | Accept | Decline | Move | Close | Reopen | Correct | SetPresence | SetProfile | Got | Read | Get | Forget | List | Look | Typing | Ping;
