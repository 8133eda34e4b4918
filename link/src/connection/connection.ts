/**
 * One socket after another: dialling, hello, heartbeat, coming back. Knows nothing of conversations.
 * A closure with plain arguments and not a class, as all parts of the link: names cost a visitor's browser bytes.
 */
import type { Clock } from "../clock";
import { json } from "../json";
import { CloseCode, type Drain, type Hello, Protocol, type ServerFrame } from "../wire";
import { afterClose, failuresInRow } from "./closing";
import type { Connection, ConnectionState, SocketLike } from "./socket";

/** A timer that fired so late has slept with the machine. */
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
    const part = 1 + Protocol.QUIET_SPREAD * (2 * clock.random() - 1);
    const quiet = Protocol.QUIET_MS * part;
    const due = clock.now() + quiet;
    next(quiet, () => probe(clock.now() - due > OVERSLEPT_MS ? Protocol.WAKE_MS : Protocol.PONG_MS));
  };
  const heard = (frame: ServerFrame) => {
    notice?.("");
    if (frame.t === "welcome") {
      again = false;
      drain = null;
      herd = frame.herd_ms;
      self.why = 0;
      liveSince = clock.ticks();
      cancelStable = clock.after(Protocol.STABLE_MS, () => {
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
        deadline(Protocol.OPEN_MS);
        const other = failures > 1;
        // Whatever comes of it, the usual way has two more turns before this one has another.
        if (other) failures = -1;
        const opened = await dial(other);
        if (mine !== attempt) return opened.close();
        socket = opened;
        opened.onopen = () => {
          opened.send(json(first));
          deadline(Protocol.WELCOME_MS);
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
      else if (self.state === "live") probe(Protocol.WAKE_MS / (navigator.onLine ? 1 : 2));
    },
  };
  return self;
}
