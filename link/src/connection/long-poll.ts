/**
 * A socket made of requests, for networks that break WebSocket: the same frames over HTTPS. Loaded only where it is
 * needed; from time to time it tries quietly whether a real socket lives again, and then makes room for it.
 */
import { type Clock, realClock } from "../clock";
import { CloseCode, Protocol } from "../wire";
import type { SocketLike } from "./socket";

/** Where it is kept until when this way is taken at once. */
export interface Habit {
  recall(): { polled?: number };
  keep(change: { polled: number }): void;
}

const DAY_MS = 86_400_000;
const PROBE_EVERY_MS = 240_000;
const ABNORMAL = 1006;
const TOO_LARGE = 413;

/** `url`: the socket's, "ws…/ws/{side}"; the requests go to "http…/line/{side}". */
export function longPoll(
  url: string,
  habit: Habit,
  clock: Clock = realClock,
  dial: (url: string) => SocketLike = (url) => new WebSocket(url),
): SocketLike {
  const address = url.replace(/^ws/, "http").replace("/ws/", "/line/");
  const over = new AbortController();
  const unsent: string[] = [];
  let id = "";
  let seen = 0;
  let begun = false;
  let saying = false;
  let cancel = () => {};

  /** One request; the answer in lines. */
  const ask = async (deed: string, ...lines: unknown[]) => {
    const { signal } = over;
    const answer = await fetch(address + deed, { method: "POST", body: lines.join("\n"), signal });
    if (!answer.ok) throw answer;
    return (await answer.text()).split("\n");
  };
  const end = (code: number, reason = "") => {
    const { onclose } = self;
    self.close();
    onclose?.call(self as never, { code, reason } as CloseEvent);
  };
  /** Whatever fails ends the connection: a new one goes on from the cursors, and nothing is lost. */
  const broken = (error: unknown) => {
    if (self.readyState < 2) end((error as Response).status === TOO_LARGE ? CloseCode.TOO_BIG : ABNORMAL);
  };
  const hear = (frames: string[]) => {
    seen++;
    for (const data of frames) {
      if (!data || self.readyState > 1) continue;
      const { t, code, reason } = JSON.parse(data);
      if (t === "end") end(code, reason);
      else self.onmessage?.call(self as never, { data } as MessageEvent);
    }
  };

  const begin = async (hello: string) => {
    const [first = "", ...frames] = await ask("", hello);
    id = first;
    hear(frames);
    if (self.readyState === 1) settle();
    say().catch(broken);
    while (self.readyState === 1) hear(await ask("/take", id, seen));
  };
  const say = async () => {
    if (saying || !id) return;
    saying = true;
    while (unsent[0]) await ask("/say", id, ...unsent.splice(0, Protocol.SAID_AT_ONCE));
    saying = false;
  };

  /** This way works: it is taken at once for a day, unless a socket turns out to live. */
  const settle = () => {
    const now = clock.now();
    if (!((habit.recall().polled ?? 0) > now)) habit.keep({ polled: now + DAY_MS });
    try {
      probe();
    } catch {
      // The page's own policy forbids sockets.
    }
  };
  /** A socket lives that stays open long enough and then brings the server's own word: "hello first". */
  const probe = () => {
    const socket = dial(url);
    const stop = clock.after(Protocol.USEFUL_MS, () => {
      if (socket.readyState === 1) socket.send('{"t":"ping"}');
    });
    cancel = () => {
      stop();
      socket.onclose = null;
      socket.close();
    };
    socket.onclose = ({ code }) => {
      stop();
      if (code === CloseCode.BAD_FRAME || code === CloseCode.SLOW) {
        habit.keep({ polled: 0 });
        end(0);
      } else cancel = clock.after(PROBE_EVERY_MS * (0.8 + 0.4 * clock.random()), probe);
    };
  };

  const self: SocketLike = {
    readyState: 1,
    onopen: null,
    onmessage: null,
    onclose: null,
    send(text) {
      if (begun) unsent.push(`${text}`);
      (begun ? say() : begin(`${text}`)).catch(broken);
      begun = true;
    },
    close() {
      (self as { readyState: number }).readyState = 3;
      over.abort();
      cancel();
    },
  };
  clock.after(0, () => self.onopen?.call(self as never, {} as Event));
  return self;
}
