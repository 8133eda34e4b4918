/**
 * One socket after another: dialling, hello, heartbeat, coming back. Knows nothing of conversations.
 * A closure with plain arguments and not a class, as all parts of the link: names cost a visitor's browser bytes.
 */
import type { Clock } from "../clock";
import { json } from "../json";
import { CloseCode, type Drain, type Hello, type ServerFrame } from "../wire";
import { afterClose, failuresInRow } from "./closing";
import type { Connection, ConnectionState, SocketLike } from "./socket";

const OPEN_MS = 5_000;
const WELCOME_MS = 10_000;
/** A fifth more at most: with the wait for an answer, a dead connection is found out within 25 s. */
const QUIET_MS = 12_000;
const PONG_MS = 10_000;
/** With the first delay and a new greeting, everything is up to date within 3 s of waking. */
const WAKE_MS = 2_000;
const STABLE_MS = 60_000;
const OVERSLEPT_MS = 5_000;

/**
 * `dial`: as usual, or the `other` way where two in a row were of no use.
 * `hello`: the first frame, `again` after its token was refused. The others hear what happens, `notice` the kind of each
 * frame that was sent, and "" when one came or the socket is gone.
 */
export function makeConnection(
  clock: Clock,
  dial: (other: boolean) => SocketLike | Promise<SocketLike>,
  hello: (again: boolean) => Promise<Hello>,
  tell: (frame: ServerFrame) => void,
  lost: (code: number) => void,
  changed: () => void,
  notice?: (sent: string) => void,
): Connection {
  let socket: SocketLike | null = null;
  let attempt = 0;
  let tries = 0;
  let failures = 0;
  let liveSince = 0;
  let again = false;
  let herd = 0;
  let drain: Drain | null = null;
  /** The one next thing in time: a deadline, a ping or the next attempt. */
  let cancel = () => {};
  let cancelStable = cancel;

  const enter = (state: ConnectionState) => {
    self.state = state;
    changed();
  };
  const next = (ms: number, fn: () => void) => {
    cancel();
    cancel = clock.after(ms, fn);
  };
  const deadline = (ms: number) => next(ms, () => closed(0, ""));
  const probe = (ms: number) => {
    self.send({ t: "ping" });
    deadline(ms);
  };

  /** Something came: ask for a sign of life when nothing more comes for a while. */
  const beat = () => {
    // A connection that is dead in one direction is found within 14.4 s and PONG_MS.
    const quiet = QUIET_MS * (0.8 + 0.4 * clock.random());
    const due = clock.now() + quiet;
    next(quiet, () => probe(clock.now() - due > OVERSLEPT_MS ? WAKE_MS : PONG_MS));
  };
  const heard = (frame: ServerFrame) => {
    notice?.("");
    if (frame.t === "welcome") {
      again = false;
      drain = null;
      herd = frame.herd_ms;
      self.why = 0;
      liveSince = clock.ticks();
      cancelStable = clock.after(STABLE_MS, () => {
        tries = 0;
      });
      enter("live");
    }
    if (frame.t === "drain") drain = frame;
    if (self.state === "live") beat();
    tell(frame);
  };

  /** Let go of the socket and of everything planned. */
  const drop = () => {
    attempt++;
    self.nextTry = null;
    cancel();
    cancelStable();
    notice?.("");
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
    socket = null;
  };
  const closed = (code: number, reason: string) => {
    const live = self.state === "live";
    if (code) self.why = code;
    const after = afterClose(code, reason, live, again, tries, herd, drain, clock.random());
    again ||= code === CloseCode.TOKEN;
    if (socket)
      failures = failuresInRow(failures, code, live ? clock.ticks() - liveSince : 0, navigator.onLine);
    if (typeof after === "string") self.stop(after);
    else {
      drop();
      tries++;
      self.nextTry = clock.ticks() + after;
      next(after, self.open);
      enter("offline");
    }
    lost(code);
  };

  const self: Connection = {
    state: "offline",
    stoppedBecause: "",
    nextTry: null,
    why: 0,
    async open() {
      drop();
      enter("connecting");
      const mine = attempt;
      try {
        const first = await hello(again);
        if (mine !== attempt) return;
        deadline(OPEN_MS);
        const other = failures > 1;
        // Whatever comes of it, the usual way has two more turns before this one has another.
        if (other) failures = -1;
        const opened = await dial(other);
        if (mine !== attempt) return opened.close();
        socket = opened;
        opened.onopen = () => {
          opened.send(json(first));
          deadline(WELCOME_MS);
        };
        opened.onmessage = ({ data }) => heard(JSON.parse(`${data}`));
        opened.onclose = ({ code, reason }) => closed(code, reason);
      } catch {
        if (mine === attempt) closed(0, "");
      }
    },
    stop(because) {
      drop();
      again = false;
      self.stoppedBecause = because;
      enter("stopped");
    },
    send(frame) {
      const live = self.state === "live";
      if (live) socket?.send(json(frame));
      if (live) notice?.(frame.t);
      return live;
    },
    wake() {
      if (self.state === "offline") self.open();
      else if (socket && socket.readyState > 1) closed(0, "");
      // A server on this very machine answers without any network: the connection itself is asked.
      else if (self.state === "live") probe(navigator.onLine ? WAKE_MS : WAKE_MS / 2);
    },
  };
  return self;
}
