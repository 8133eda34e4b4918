/** Messages on their way: kept until the server has them, sent in order, at most eight at once. */
import type { Clock } from "../clock";
import type { Log } from "../log/log";
import { lengthOf } from "../text/said";
import { CloseCode, type No, type Ok, type OperatorFrame, Protocol, type Send } from "../wire";
import { type Pending, waiting } from "./pending";
import type { Unsent, UnsentStore } from "./unsent-store";

/** The queue of one tab. */
export interface Outbox {
  pending: Pending[];
  /** The browser keeps nothing: a reload would lose what is unsent. */
  memoryOnly: boolean;
  /** Put a message in; it goes out when it can. */
  add(entry: Unsent): void;
  /** Take over what dead tabs left. */
  adopt(): void;
  /** Try a refused message again, under the same cid. */
  retry(cid: string): void;
  drop(cid: string): void;
  /** A new connection: everything unacknowledged goes out again. */
  connected(): void;
  /** The connection is gone; a close for a bad frame points at what was on the way. */
  lost(code: number): void;
  ok(frame: Ok): void;
  no(frame: No): void;
  /** Whatever stands in the log has arrived. */
  arrived(log: Log): void;
}

const MOST = 100;
const LONGEST_SLEEP_MS = 60_000;
/** What is still to be sent or answered. */
const HOPEFUL = /waiting|sending/;
/** Refusals of the text itself: as it stands it will never be taken. */
const HOPELESS = /too_long|empty|unstorable/;

/** `time`: the server's, as far as it is known; `most`: the characters that it takes. */
export function makeOutbox(
  clock: Clock,
  time: () => number,
  most: () => number,
  store: UnsentStore,
  send: (frame: OperatorFrame) => boolean,
  changed: () => void,
): Outbox {
  let resendAfter = Protocol.RESEND_MS;
  let oneByOne = false;
  let cancel = () => {};
  const inFlight = () => self.pending.filter(({ state }) => state === "sending");
  const find = (cid?: string) => self.pending.find((entry) => entry.cid === cid);
  const nothingKept = () => {
    self.memoryOnly = true;
    changed();
  };
  const queue = (entry: Unsent, old?: boolean) => {
    if (find(entry.cid)) return;
    const fresh = waiting(entry);
    if (self.pending.push(fresh) > MOST) fail(fresh, "full", true);
    if (old) fail(fresh, "old", true);
    self.pending.sort((a, b) => a.at - b.at);
    pump();
  };
  const fail = (entry: Pending | undefined, reason: string, retriable: boolean) => {
    if (entry) Object.assign(entry, { state: "failed", reason, retriable });
  };

  /**
   * In order within a conversation: a held one stops those behind it, a refused one does not. A first message, which
   * will be told only later where it went, stops them all.
   */
  const pump = () => {
    const now = clock.ticks();
    if (inFlight().some(({ until }) => until <= now)) {
      resendAfter = Protocol.NEXT_RESEND_MS;
      again();
    }
    const stopped = new Set<unknown>();
    let free = (oneByOne ? 1 : Protocol.IN_FLIGHT) - inFlight().length;
    for (const entry of self.pending) {
      if (entry.state === "waiting" && lengthOf(entry.body) > most()) fail(entry, "too_long", false);
      const { conv } = entry;
      if (entry.state !== "waiting" || stopped.has(conv) || stopped.has(undefined)) continue;
      if (free > 0 && entry.until <= now && send(entry.frame as Send)) {
        Object.assign(entry, { state: "sending", until: now + resendAfter });
        free--;
      } else stopped.add(conv);
    }
    const unsent = self.pending.some(({ state }) => state !== "sent");
    store.hold(unsent);
    oneByOne &&= unsent;
    plan(now);
    changed();
  };
  /**
   * The one place that sets a wake-up, from what is there: whatever waits has a time, or stands behind what has one,
   * or waits for a connection. Timers may fire early or never, so each looks anew, and none is far away.
   */
  const plan = (now: number) => {
    const hopeful = self.pending.filter(({ state }) => HOPEFUL.test(state));
    const times = hopeful.map(({ until }) => until - now).filter((ms) => ms > 0);
    cancel();
    if (hopeful[0]) cancel = clock.after(Math.ceil(Math.min(LONGEST_SLEEP_MS, ...times)), pump);
  };
  const again = () => {
    for (const entry of inFlight()) Object.assign(entry, { state: "waiting", until: 0 });
  };
  const settled = (cid: string) => {
    store.remove(cid).catch(nothingKept);
    resendAfter = Protocol.RESEND_MS;
    pump();
  };

  const self: Outbox = {
    pending: [],
    memoryOnly: false,
    add(entry) {
      store.put(entry).catch(nothingKept);
      queue(entry);
    },
    adopt() {
      store.adopt(time(), queue).catch(nothingKept);
    },
    retry(cid) {
      const entry = find(cid);
      if (entry) Object.assign(entry, { state: "waiting", until: 0 });
      pump();
    },
    drop(cid) {
      self.pending = self.pending.filter((entry) => entry.cid !== cid);
      settled(cid);
    },
    connected() {
      resendAfter = Protocol.RESEND_MS;
      again();
      for (const entry of self.pending) entry.until = 0;
      pump();
      self.adopt();
    },
    lost(code) {
      if (code !== CloseCode.BAD_FRAME && code !== CloseCode.TOO_BIG) return;
      const [suspect, another] = inFlight();
      oneByOne = Boolean(another);
      if (!another) fail(suspect, "bad_frame", false);
    },
    ok({ cid, conv = "", seq = 0 }) {
      const entry = find(cid);
      if (!entry) return;
      Object.assign(entry, { state: "sent", conv, seq });
      settled(entry.cid);
    },
    no({ cid, code, text, retry, after_ms = 0 }) {
      const entry = find(cid);
      const reason = text || code;
      const until = clock.ticks() + after_ms + clock.random() * 1000;
      if (!retry) fail(entry, reason, !HOPELESS.test(code));
      else if (entry) Object.assign(entry, { state: "waiting", reason, until });
      pump();
    },
    arrived({ conv, seq, events }) {
      for (const one of self.pending) {
        if ((one.conv === conv && (one.seq as number) <= seq) || events.some(({ cid }) => cid === one.cid))
          self.drop(one.cid);
      }
    },
  };
  return self;
}
