/** One socket after another: dialling, hello, heartbeat, coming back. Knows nothing of conversations. */
import type { Clock } from "./clock";
import { verdict } from "./closing";
import { Close, type Drain, type Hello, type OperatorFrame, type ServerFrame, type Welcome } from "./wire";

export type LinkState = "connecting" | "live" | "offline" | "stopped";

/** What of a WebSocket is used. */
export interface SocketLike {
  readonly readyState: number;
  onopen: ((event: unknown) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  send(text: string): void;
  close(): void;
}

/** Who listens, and what a connection needs. */
export interface ConnectionOptions {
  url: string;
  clock: Clock;
  socket: (url: string) => SocketLike;
  /** The first frame; `again`: the token of the last one was refused. */
  hello: (again: boolean) => Promise<Hello>;
  frame: (frame: ServerFrame) => void;
  lost: (code: number) => void;
  changed: () => void;
}

const OPEN_MS = 5_000;
const WELCOME_MS = 10_000;
const QUIET_MS = 15_000;
const PONG_MS = 10_000;
const WAKE_MS = 3_000;
const STABLE_MS = 60_000;
const OVERSLEPT_MS = 5_000;

const nothing = () => {};

/** Keeps one live socket as long as it is not stopped. */
export class Connection {
  state: LinkState = "offline";
  stoppedBecause = "";
  nextTry: number | null = null;
  private socket: SocketLike | null = null;
  private attempt = 0;
  private tries = 0;
  private again = false;
  private herd = 0;
  private drain: Drain | null = null;
  /** The one next thing in time: a deadline, a ping or the next attempt. */
  private cancel = nothing;
  private cancelStable = nothing;

  constructor(private readonly options: ConnectionOptions) {}

  /** Dial now. */
  async open(): Promise<void> {
    this.drop();
    this.enter("connecting");
    const { attempt } = this;
    const hello = await this.options.hello(this.again).catch(() => null);
    if (attempt !== this.attempt) return;
    if (hello) this.dial(hello);
    else this.closed(0, "");
  }

  /** End for good. */
  stop(because: string): void {
    this.drop();
    this.stoppedBecause = because;
    this.enter("stopped");
  }

  /** False where nobody is connected; the frame is then not sent. */
  send(frame: OperatorFrame): boolean {
    if (this.state !== "live") return false;
    this.socket?.send(JSON.stringify(frame));
    return true;
  }

  /** The page woke up: prove the socket within 3 s or replace it; do not wait for the back-off. */
  wake(): void {
    if (this.state === "offline") this.open();
    else if (this.socket && this.socket.readyState > 1) this.closed(0, "");
    else if (this.state === "live") this.probe(WAKE_MS);
  }

  private dial(hello: Hello): void {
    try {
      this.socket = this.options.socket(this.options.url);
    } catch {
      return this.closed(0, "");
    }
    this.socket.onopen = () => {
      this.socket?.send(JSON.stringify(hello));
      this.deadline(WELCOME_MS);
    };
    this.socket.onmessage = (event) => this.heard(JSON.parse(String(event.data)));
    this.socket.onclose = (event) => this.closed(event.code, event.reason);
    this.deadline(OPEN_MS);
  }

  private heard(frame: ServerFrame): void {
    if (frame.t === "welcome") this.welcomed(frame);
    if (frame.t === "drain") this.drain = frame;
    if (this.state === "live") this.beat();
    this.options.frame(frame);
  }

  private welcomed(frame: Welcome): void {
    this.again = false;
    this.drain = null;
    this.herd = frame.herd_ms;
    this.cancelStable = this.options.clock.after(STABLE_MS, () => {
      this.tries = 0;
    });
    this.enter("live");
  }

  /** Something came: ask for a sign of life when nothing more comes for a while. */
  private beat(): void {
    const { clock } = this.options;
    const quiet = QUIET_MS * (0.8 + 0.4 * clock.random());
    const due = clock.now() + quiet;
    this.next(quiet, () => this.probe(clock.now() - due > OVERSLEPT_MS ? WAKE_MS : PONG_MS));
  }

  private probe(ms: number): void {
    this.send({ t: "ping" });
    this.deadline(ms);
  }

  private deadline(ms: number): void {
    this.next(ms, () => this.closed(0, ""));
  }

  private next(ms: number, fn: () => void): void {
    this.cancel();
    this.cancel = this.options.clock.after(ms, fn);
  }

  private closed(code: number, reason: string): void {
    const { again, tries, herd, drain } = this;
    const live = this.state === "live";
    const after = verdict({ code, reason, live, again, tries, herd, drain }, this.options.clock.random());
    this.again ||= code === Close.TOKEN;
    this.drop();
    if ("stop" in after) this.stop(after.stop);
    else this.comeBack(after.wait);
    this.options.lost(code);
  }

  private comeBack(ms: number): void {
    this.tries++;
    this.drain = null;
    this.nextTry = this.options.clock.now() + ms;
    this.next(ms, () => this.open());
    this.enter("offline");
  }

  /** Let go of the socket and of everything planned. */
  private drop(): void {
    const { socket } = this;
    this.attempt++;
    this.nextTry = null;
    this.socket = null;
    this.cancel();
    this.cancelStable();
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private enter(state: LinkState): void {
    this.state = state;
    this.options.changed();
  }
}
