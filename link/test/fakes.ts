/** The outside world of the link, played by hand: time, sockets, locks, the server's half of the wire. */
import type { Clock } from "../src/clock";
import type { SocketLike } from "../src/connection/socket";
import { type Change, type ClientOptions, OperatorClient } from "../src/operator-client";
import type { OutboxDatabase, Stored } from "../src/outbox/database";
import {
  type Batch,
  type Event,
  type OperatorFrame,
  PROTOCOL,
  type ServerFrame,
  type Started,
  type VisitorFrame,
  type Welcome,
} from "../src/wire";

interface Timer {
  at: number;
  fn: () => void;
}

/** Time passes only by `pass`. */
export class FakeClock implements Clock {
  time = 1_800_000_000_000;
  chance = 0.5;
  /** What somebody has set the time of day ahead by. */
  ahead = 0;
  /** How long ticks have stood still while the machine slept. */
  stood = 0;
  private timers = new Set<Timer>();

  now = () => this.time + this.ahead;
  ticks = () => this.time - this.stood - 1_799_999_000_000;
  random = () => this.chance;
  after = (ms: number, fn: () => void) => {
    const timer = { at: this.time + ms, fn };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  };

  /** Let time go by; everything due fires in order, promises settle in between. */
  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    await settled();
    for (let timer = this.first(end); timer; timer = this.first(end)) {
      this.timers.delete(timer);
      this.time = Math.max(this.time, timer.at);
      timer.fn();
      await settled();
    }
    this.time = end;
  }

  /** The machine slept: the clock jumps, and no timer fires on the way. */
  sleep(ms: number): void {
    this.time += ms;
  }

  private first(end: number): Timer | undefined {
    const due = [...this.timers].filter((timer) => timer.at <= end);
    return due.sort((a, b) => a.at - b.at)[0];
  }
}

/** Let promises and IndexedDB events run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

// Node has no locks to speak of.
Object.defineProperty(globalThis, "navigator", { value: { onLine: true }, configurable: true });

type Sent = VisitorFrame | OperatorFrame;

/** The server's end of one socket. */
export class FakeSocket {
  readyState = 0;
  sent: Sent[] = [];
  onopen: ((event: unknown) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.readyState = 3;
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.({});
  }

  tell(frame: ServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  end(code: number, reason = ""): void {
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }

  /** The frames of one type that arrived. */
  got<T extends Sent["t"]>(t: T): Extract<Sent, { t: T }>[] {
    return this.sent.filter((frame): frame is Extract<Sent, { t: T }> => frame.t === t);
  }
}

/** A database that lives in the test. */
export function memoryDatabase(
  kept = new Map<string, Stored>(),
): OutboxDatabase & { kept: Map<string, Stored> } {
  return {
    kept,
    load: async () => [...kept.values()],
    put: async (entry) => kept.set(entry.cid, entry),
    remove: async (cid) => kept.delete(cid),
  };
}

/** Web Locks of one browser: a name is held by at most one holder. */
export class FakeLocks {
  held = new Set<string>();

  request = async (name: string, ...rest: unknown[]): Promise<unknown> => {
    const work = rest.at(-1) as (lock: object | null) => unknown;
    if (this.held.has(name)) return work(null);
    this.held.add(name);
    try {
      return await work({ name });
    } finally {
      this.held.delete(name);
    }
  };

  get manager(): LockManager {
    return { request: this.request, query: async () => ({}) } as unknown as LockManager;
  }
}

export const WELCOME: Welcome = {
  t: "welcome",
  v: PROTOCOL,
  epoch: "epoch-of-the-tests",
  now: "2026-11-22T12:00:00Z",
  limits: { body: 5000, frame: 16384 },
  herd_ms: 4000,
  you: { id: "v", side: "visitor" },
};

/** What a page learns of the site before anything is opened. */
export const STARTED: Started = {
  token: "t",
  site: "Ольха",
  lang: "ru",
  button: { open: "Открыть чат", online: "Сейчас в сети дизайнеры", unread: "Новых сообщений:" },
  people: { many: "дизайнеры", whom: "дизайнера" },
  channel: { id: "m", name: "Москва" },
  delay_ms: 25_000,
  reopen_ms: 3600_000,
};

/** One browser tab with its link, and the server at the other end. */
export class World {
  readonly clock = new FakeClock();
  readonly sockets: FakeSocket[] = [];
  /** How each was dialled. */
  readonly ways: string[] = [];
  readonly changes: Change[] = [];
  readonly tokens: boolean[] = [];
  readonly database: ReturnType<typeof memoryDatabase>;
  readonly link: OperatorClient;

  constructor(options: Partial<ClientOptions> = {}) {
    this.database = (options.storage as ReturnType<typeof memoryDatabase>) ?? memoryDatabase();
    this.link = new OperatorClient({
      url: "ws://127.0.0.1/ws/visitor",
      database: "test",
      token: async (again) => `token${this.tokens.push(again)}`,
      clock: this.clock,
      socket: (_, other) => this.dial(other) as unknown as SocketLike,
      storage: this.database,
      ...options,
    });
    this.link.subscribe((change) => this.changes.push(change));
  }

  /** The newest socket. */
  get socket(): FakeSocket {
    return this.sockets.at(-1) as FakeSocket;
  }

  private dial(other: boolean): FakeSocket {
    const socket = new FakeSocket();
    this.ways.push(other ? "other" : "socket");
    this.sockets.push(socket);
    return socket;
  }

  /** Open the newest socket and welcome it. */
  async welcome(more: Partial<Welcome> = {}): Promise<FakeSocket> {
    await settled();
    this.socket.open();
    this.socket.tell({ ...WELCOME, ...more });
    await settled();
    return this.socket;
  }

  async start(more: Partial<Welcome> = {}): Promise<FakeSocket> {
    this.link.start();
    return this.welcome(more);
  }

  /** Follow a conversation whose last page holds these entries. */
  async follow(conv: string, events: Event[], more: Partial<Batch> = {}): Promise<void> {
    const followed = this.link.follow(conv);
    const { rid } = this.socket.got("get").at(-1) as { rid: string };
    const [from, to] = [events[0]?.seq ?? 0, events.at(-1)?.seq ?? 0];
    this.socket.tell({ t: "batch", rid, conv, from, to, events, seen: {}, ...more });
    await followed;
  }

  seqs(conv: string): number[] {
    return this.link.logs.get(conv)?.events.map((event) => event.seq) ?? [];
  }
}

/** A message of the operator. */
export function event(seq: number, more: Partial<Event> = {}): Event {
  return {
    seq,
    kind: "message",
    by: { id: "a", side: "operator", name: "Анна" },
    ts: "2026-11-22T12:00:00Z",
    ...more,
  };
}
