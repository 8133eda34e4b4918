/** What a connection is made of, and what it looks like to others. */
import type { OperatorFrame, VisitorFrame } from "../wire";

export type ConnectionState = "connecting" | "live" | "offline" | "stopped";

/** What of a WebSocket is used. */
export type SocketLike = Pick<
  WebSocket,
  "readyState" | "onopen" | "onmessage" | "onclose" | "send" | "close"
>;

/** Keeps one live socket as long as it is not stopped. */
export interface Connection {
  state: ConnectionState;
  stoppedBecause: string;
  nextTry: number | null;
  /** With which code the last connection ended; 0 once there is one again. */
  why: number;
  /** Dial now. */
  open(): Promise<void>;
  /** End for good. */
  stop(because: string): void;
  /** False where nobody is connected; the frame is then not sent. */
  send(frame: OperatorFrame | VisitorFrame): boolean;
  /** The page woke up, or the network came or went: prove the socket within 2 s or replace it; no back-off. */
  wake(): void;
}

/** What a browser tells a page about being there and about its network. `fn`: at each sign. */
export function signs(page: EventTarget, fn: () => void): void {
  for (const name of ["visibilitychange", "pageshow", "online", "offline"]) page.addEventListener(name, fn);
}
