/** A visitor's end of the wire; operator-client.ts adds what an operator needs. */

import { type Clock, newId, realClock } from "./clock";
import { makeConnection } from "./connection/connection";
import type { Connection, SocketLike } from "./connection/socket";
import { type Logs, makeLogs } from "./log/logs";
import { indexedDatabase, type OutboxDatabase } from "./outbox/database";
import { makeOutbox, type Outbox } from "./outbox/outbox";
import { makeUnsentStore, type Unsent } from "./outbox/unsent-store";
import { type Eph, type Hello, PROTOCOL, Protocol, type Seen, type ServerFrame, type Welcome } from "./wire";

/** `url`: the socket; `database`: the name of the outbox's; `token`: asked before each hello. */
export interface ClientOptions {
  url: string;
  database: string;
  /** `again`: the last one was refused. */
  token: (again: boolean) => Promise<string>;
  clock?: Clock;
  /** Whose page this is, where that is known before the first welcome. */
  who?: string;
  /** Of the window: in it the server says what it refuses. */
  lang?: string;
  /** Sees every frame first. */
  reads?: (frame: ServerFrame) => void;
  /** `other`: not as usual, since that did not work. */
  socket: (url: string, other: boolean) => SocketLike | Promise<SocketLike>;
  storage?: OutboxDatabase;
  locks?: LockManager | undefined;
  /** Hears of each frame on the way (connection/connection.ts). */
  notice?: (sent: string) => void;
}

export type Change =
  | { kind: "state" }
  | { kind: "log"; conv: string }
  | { kind: "outbox" }
  /** A frame that changes neither logs nor outbox. */
  | { kind: "frame"; frame: ServerFrame }
  /** A connection ended, with this close code. */
  | { kind: "lost"; code: number };

/** A message to send: in `conv`, or in the visitor's open or `new` conversation. */
export type Saying = Omit<Unsent, "cid" | "at">;

/** The parts, and what a person does with them. */
export interface Client {
  readonly connection: Connection;
  readonly outbox: Outbox;
  readonly logs: Logs;
  /** The last words of the server about itself and us. */
  welcome: Welcome | null;
  start(): void;
  /** The server's time in ms, once it has told it: what this machine's clock is set to decides nothing. */
  now(): number;
  /** Send a message now or as soon as possible. Answers its cid. */
  say(saying: Saying): string;
  /** Call it on every key: it is sent at most once in 2 s. */
  typing(conv: string): void;
}

/** Before the server has said how many characters it takes. */
const ANY = 1_000_000_000;

/** `tell` hears every change. */
export function makeClient(options: ClientOptions, tell: (change: Change) => void): Client {
  const { database: name, clock = realClock, locks = navigator.locks } = options;
  const dev = newId();
  let typedAt = -Protocol.TYPING_MS;
  let stamp = 0;
  let ahead = clock.now() - clock.ticks();

  const heard = (frame: ServerFrame) => {
    const { t } = frame;
    options.reads?.(frame);
    if (t === "ok" && frame.cid) {
      outbox.ok(frame);
      if (frame.conv) outbox.arrived(logs.open(frame.conv));
    } else if (t === "no" && frame.cid) outbox.no(frame);
    else if (t === "no" && logs.asksAgain(frame)) return;
    else if (t === "ev") logs.tell(frame.conv, (log) => log.apply(frame.e));
    else if (t === "batch") logs.batch(frame);
    else if (t === "reset") logs.reset(frame.scope);
    else {
      if ("seen" in frame) see(frame);
      if ("heads" in frame) frame.heads?.forEach(see);
      // Not once: ticks stand still while some machines sleep.
      if ("now" in frame) ahead = Date.parse(frame.now as string) - clock.ticks();
      if (t === "welcome") welcomed(frame);
      tell({ kind: "frame", frame });
    }
  };
  const see = ({ conv, seen, seq }: Pick<Eph, "conv" | "seen"> & { seq?: number }) =>
    logs.tell(conv, (log) => log.see(seen as Seen, seq));
  const me = () => self.welcome?.you.id ?? options.who;
  const welcomed = (frame: Welcome) => {
    // Servers know that, too; whatever came between must not send what this person wrote under another's name.
    if (me() && frame.you.id !== me()) return connection.stop("person");
    const rewound = self.welcome && self.welcome.epoch !== frame.epoch;
    self.welcome = frame;
    logs.connected(frame.you.side as keyof Seen);
    if (rewound) logs.reset("all");
    outbox.connected();
  };

  const connection = makeConnection(
    clock,
    (other) => options.socket(options.url, other),
    async (again) => ({
      t: "hello",
      v: PROTOCOL,
      token: await options.token(again),
      who: me() ?? null,
      lang: (options.lang as Hello["lang"]) ?? null,
      epoch: self.welcome?.epoch ?? null,
      cursors: logs.cursors(),
    }),
    heard,
    (code) => {
      outbox.lost(code);
      tell({ kind: "lost", code });
    },
    () => tell({ kind: "state" }),
    options.notice,
  );
  const most = () => self.welcome?.limits.body ?? ANY;
  const store = makeUnsentStore(options.storage ?? indexedDatabase(name), name, dev, locks);
  const outbox = makeOutbox(
    clock,
    () => self.now(),
    most,
    store,
    connection.send,
    () => tell({ kind: "outbox" }),
  );
  const logs = makeLogs(
    clock,
    connection.send,
    (log) => {
      outbox.arrived(log);
      tell({ kind: "log", conv: log.conv });
    },
    () => connection.stop("reset"),
  );
  const self: Client = {
    connection,
    outbox,
    logs,
    welcome: null,
    now: () => ahead + clock.ticks(),
    start() {
      outbox.adopt();
      connection.open();
    },
    say(saying) {
      // Rises whatever clocks do: messages go in the order of their stamps, and the server finds new ones together.
      stamp = Math.max(stamp + 1, Math.round(self.now()));
      const cid = `${stamp}-${newId()}`;
      outbox.add({ ...saying, cid, at: stamp });
      return cid;
    },
    typing(conv) {
      const now = clock.ticks();
      if (now - typedAt < Protocol.TYPING_MS) return;
      typedAt = now;
      connection.send({ t: "typing", conv });
    },
  };
  return self;
}
