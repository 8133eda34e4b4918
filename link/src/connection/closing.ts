/** What to do after a socket has closed: the close-code table of the protocol, as one pure function. */
import { CloseCode, type Drain, Protocol } from "../wire";

const ABNORMAL = 1006;

/**
 * Why to stop, or after how many ms to come back.
 *
 * `code`: 0 where this side gave up (silence, a missed deadline, no token). `live`: it had been answered by `welcome`.
 * `again`: its token had been fetched anew after a refusal. `tries`: attempts since the last stable connection.
 * `herd`, `drain`: the windows the server told. `random`: 0 … 1.
 */
export function afterClose(
  code: number,
  reason: string,
  live: boolean,
  again: boolean,
  tries: number,
  herd: number,
  drain: Drain | null,
  random: number,
): string | number {
  const refused = code === CloseCode.BAD_FRAME || code === CloseCode.TOO_BIG;
  if (code === CloseCode.FORBIDDEN) return "forbidden";
  if (code === CloseCode.TOKEN) return again ? "token" : 0;
  // The refused frame was `hello` itself: this page is older or newer than the server.
  if (refused && !live) return "version";
  if (code === CloseCode.RATE) return (Number(reason) || Protocol.RATE_MS) + random * 1000;
  if (drain) return drain.min_ms + random * (drain.max_ms - drain.min_ms);
  const usual = Math.min(Protocol.LONGEST_RETRY_MS, Protocol.RETRY_MS * 2 ** tries);
  // Gone from everybody at once, so that everybody comes back at once.
  const crowd = live && code > 0 && code < CloseCode.BAD_FRAME && code !== CloseCode.BUSY && !refused;
  return random * (crowd ? Math.max(herd, usual) : usual);
}

/**
 * How many sockets in a row were of no use, with the one that has just ended: after two the other way is tried.
 *
 * `lived`: ms since its welcome, 0 without one. A close code of the server's own proves that sockets work.
 */
export function failuresInRow(before: number, code: number, lived: number, online: boolean): number {
  if (!online) return before;
  return code > ABNORMAL || lived >= Protocol.USEFUL_MS ? 0 : before + 1;
}

/** Whether to dial by long polls: `polled` is until when that is the habit, and `other` means: not as usual. */
export function byLongPoll(other: boolean, now: number, polled = 0): boolean {
  return other !== polled > now;
}
