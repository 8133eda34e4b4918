/** His conversations: the state of the window on one side, the link on the other. */
import { newId } from "../link/clock";
import { type Change, Link } from "../link/link";
import type { Eph, Greeting, Row, ServerFrame } from "../link/wire";
import type { Shell } from "../shell";
import { asked, entered, mayWrite, openRow, type State, unreadOf, withRow } from "../state";
import { Draft } from "./draft";
import { say } from "./words";

const CUT_MS = 1_500;
const TYPING_MS = 5_000;
const TROUBLE_MS = 6_000;

/** What a talk tells the rest of the window. */
export interface Ears {
  /** Something may look different. */
  later(): void;
  /** An operator has written. */
  news(row: Row): void;
}

/** State and link, and the acts that change them. */
export class Talks {
  state: State;
  readonly link: Link;
  private readonly draftKept: Draft;
  private ccid = newId();
  private invited = false;
  private known = false;
  private cutTimer = 0;
  private typingTimer = 0;
  private troubleTimer = 0;

  constructor(
    private readonly shell: Shell,
    private readonly ears: Ears,
  ) {
    const { origin, memory, started } = shell;
    this.draftKept = new Draft(memory.name);
    this.state = {
      started, open: false, screen: "talk", conv: "", greeting: null, rows: [], menu: "", trouble: "",
      typing: "", here: "", up: false, fresh: false, cut: false, draft: this.draftKept.text,
    };
    this.link = new Link({
      url: `${origin.replace("http", "ws")}/ws/visitor`,
      store: memory.name,
      token: async (again) => (again ? await shell.start() : shell.started).token,
    });
    this.link.subscribe((change) => this.heard(change));
    this.link.start();
  }

  set(change: Partial<State>): void {
    this.state = { ...this.state, ...change };
    this.ears.later();
  }

  /** Show the window where it makes sense. */
  enter(greeting: Greeting | null): void {
    this.invited = Boolean(greeting);
    const where: State = greeting ? { ...this.state, screen: "greeting" } : entered(this.state, Date.now());
    this.set({ ...where, open: true, greeting });
    this.follow();
  }

  go(screen: State["screen"], conv = ""): void {
    if (screen === "talk" && !conv) this.ccid = newId();
    this.set({ screen, conv, menu: "" });
    if (screen === "talk") this.set(asked(this.state));
    this.follow();
  }

  draft(text: string): void {
    this.draftKept.text = text;
    this.set({ draft: text });
    const row = openRow(this.state);
    if (row) this.link.typing(row.conv);
  }

  send(): void {
    const { draft, started, screen } = this.state;
    const body = draft.trim();
    if (!body) return;
    const row = openRow(this.state);
    const asked = { ccid: this.ccid, channel: started.channel?.id ?? null, origin: this.invited ? "invited" : "incoming" } as const;
    this.link.say(row ? { conv: row.conv, body } : { new: asked, body });
    this.draft("");
    if (screen === "greeting") this.go("talk", row?.conv);
  }

  /** A city from the list: remembered, and told to the server, who may know more about it. */
  choose(id: string): void {
    const { started } = this.state;
    const channel = started.choose?.find((choice) => choice.id === id);
    this.shell.memory.set({ channel: id });
    if (channel) this.set({ started: { ...started, channel }, screen: "talk" });
    this.shell.start().catch(() => {});
  }

  async end(): Promise<void> {
    this.set({ menu: "" });
    const row = openRow(this.state);
    try {
      if (row) await this.link.command("close", { conv: row.conv });
    } catch (refusal) {
      this.complain((refusal as { text?: string }).text || say("offline"));
    }
  }

  private complain(trouble: string): void {
    clearTimeout(this.troubleTimer);
    this.set({ trouble });
    this.troubleTimer = setTimeout(() => this.set({ trouble: "" }), TROUBLE_MS) as unknown as number;
  }

  private follow(): void {
    const { conv } = this.state;
    if (conv) this.link.follow(conv).catch(() => {});
  }

  private heard(change: Change): void {
    if (change.kind === "frame") this.frame(change.frame);
    if (change.kind === "state") this.connection();
    if (change.kind === "outbox") this.land(this.link.pending.find((one) => one.new && one.conv)?.conv ?? "");
    this.ears.later();
  }

  private frame(frame: ServerFrame): void {
    if (frame.t === "welcome") for (const row of frame.rows ?? []) this.row(row);
    if (frame.t === "welcome") this.known = true;
    if (frame.t === "summary") this.row(frame.row);
    if (frame.t === "eph") this.signal(frame);
  }

  private signal({ kind, conv, by, here }: Eph): void {
    if (kind === "host") this.set({ here: here ? conv : "" });
    if (kind !== "typing" || by?.side === "visitor") return;
    clearTimeout(this.typingTimer);
    this.set({ typing: conv });
    this.typingTimer = setTimeout(() => this.set({ typing: "" }), TYPING_MS) as unknown as number;
  }

  private row(row: Row): void {
    const { rows, screen } = this.state;
    const before = rows.find(({ conv }) => conv === row.conv)?.last?.seq ?? 0;
    this.set({ rows: withRow(rows, row) });
    const { last } = row;
    if (last && last.by.side === "operator" && last.seq > before) {
      this.set({ typing: "" });
      if (this.known && last.kind === "message") this.ears.news(row);
    }
    if (row.state === "closed") return;
    if (screen === "talk") this.land(row.conv);
    this.link.follow(row.conv).catch(() => {});
  }

  /** What he wrote has found its conversation, or another tab began one. */
  private land(conv: string): void {
    const { conv: shown, screen } = this.state;
    if (!conv || conv === shown || screen !== "talk" || (shown && !mayWrite(this.state, Date.now()))) return;
    this.set({ conv });
    this.follow();
  }

  /** He has it before his eyes. */
  read(conv: string, seq: number): void {
    this.link.read(conv, seq);
    const { rows } = this.state;
    if (rows.some((row) => row.conv === conv && row.unread)) {
      this.set({ rows: rows.map((row) => (row.conv === conv ? { ...row, unread: 0 } : row)) });
    }
  }

  get unread(): number {
    return unreadOf(this.state.rows);
  }

  /** A short break is not worth a word. */
  private connection(): void {
    clearTimeout(this.cutTimer);
    const { state } = this.link;
    if (state === "live" || state === "stopped") this.state = { ...this.state, cut: false };
    else this.cutTimer = setTimeout(() => this.set({ cut: true }), this.state.cut ? 0 : CUT_MS) as unknown as number;
  }
}
