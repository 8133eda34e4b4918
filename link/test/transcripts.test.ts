/** One transcript, two readers: stories recorded from the real server (tests/transcripts) as this client hears them. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import type { Saying } from "../src/client";
import type { Cursor, Get, ServerFrame } from "../src/wire";
import { settled, World } from "./fakes";

interface Step {
  connect?: Cursor[];
  cut?: number;
  follow?: string;
  older?: string;
  wait?: number;
  read?: Cursor;
  say?: Saying & { cid: string };
  ask?: Get;
  hear?: ServerFrame;
}

interface Shown {
  entries: unknown[];
  cursor: number;
  seen: unknown;
}

interface Told {
  steps: Step[];
  shows: Record<string, Shown>;
}

const FOLDER = "tests/transcripts";

/** One tab that lives through a story. */
class Tab {
  private readonly world = new World();
  /** Ids of the transcript → those that this client made. */
  private readonly mine = new Map<string, string>();
  private asked = 0;

  async play({ steps }: Told): Promise<void> {
    for (const step of steps) {
      this.person(step);
      if (step.connect) await this.connect(step.connect);
      if (step.cut) this.world.socket.end(step.cut);
      if (step.wait) await this.world.clock.pass(step.wait);
      if (step.ask) this.asks(step.ask);
      if (step.hear) this.world.socket.tell(this.translated(step.hear));
      await settled();
    }
  }

  /** What it shows; and nothing is left to be asked or sent. */
  shows(): Record<string, Shown> {
    const { logs, pending } = this.world.link;
    assert.deepEqual([this.gets().length, pending.length], [this.asked, 0]);
    return Object.fromEntries(
      [...logs].map(([conv, { events, seq, seen }]) => {
        const entries = events.map(({ seq, kind, by, body = "" }) => [seq, kind, by.side, body]);
        return [conv, { entries, cursor: seq, seen }];
      }),
    );
  }

  private person({ follow, older, read, say }: Step): void {
    const { link } = this.world;
    if (follow) link.follow(follow);
    if (older) link.older(older);
    if (read) this.reads(read);
    if (!say) return;
    const { cid, ...saying } = say;
    this.mine.set(cid, link.say(saying));
  }

  private reads({ conv, seq }: Cursor): void {
    this.world.link.read(conv, seq);
    assert.deepEqual(this.world.socket.got("read").at(-1), { t: "read", conv, seq });
  }

  private async connect(cursors: Cursor[]): Promise<void> {
    const { link, clock } = this.world;
    if (this.world.sockets.length > 0) await clock.pass(30_000);
    else link.start();
    await settled();
    this.world.socket.open();
    assert.deepEqual(this.world.socket.got("hello")[0]?.cursors, cursors);
    this.asked = 0;
  }

  /** The question that the recorded tab asked here is the next one of ours. */
  private asks(question: Get): void {
    const ours = this.gets()[this.asked++];
    assert.deepEqual({ ...ours, rid: question.rid }, question);
    this.mine.set(question.rid, ours?.rid ?? "");
  }

  private gets(): Get[] {
    return this.world.socket.got("get");
  }

  private translated(frame: ServerFrame): ServerFrame {
    return JSON.parse(JSON.stringify(frame), (key, value) =>
      key === "rid" || key === "cid" ? (this.mine.get(value) ?? value) : value,
    );
  }
}

for (const name of readdirSync(FOLDER).filter((file) => file.endsWith(".json")))
  for (const [side, told] of Object.entries<Told>(JSON.parse(readFileSync(`${FOLDER}/${name}`, "utf8"))))
    test(`${name}: the ${side}'s tab shows what the database held`, async () => {
      const tab = new Tab();
      await tab.play(told);
      assert.deepEqual(tab.shows(), told.shows);
    });
