/** @jsxRuntime classic */
/** @jsx h */
/** The window, loaded when somebody wants it: puts state, link and screens together. */
import type { Acts, Scene } from "./app/scene";
import { Notice } from "./app/notice";
import { atEnd, fitText, focusIn, keepingPlace, nearTop, watchKeyboard } from "./app/sight";
import { Talks } from "./app/talks";
import { Window } from "./app/window";
import { draw, h, type View } from "./dom";
import type { Greeting, Row } from "./link/wire";
import type { Panel, Shell } from "./shell";
import sheet from "./style/panel.css";

const DAY_MS = 86_400_000;

/** Called by the loader, once. */
export function mount(shell: Shell): Panel {
  return new Chat(shell);
}

class Chat implements Panel {
  private readonly talks: Talks;
  private readonly notice: Notice;
  private drawn: View[] = [];
  private drawing = false;
  private stick = false;
  private shown = "";
  private count = 0;
  private loadingOlder = false;

  constructor(private readonly shell: Shell) {
    const root = shell.place.getRootNode() as ShadowRoot;
    const made = new CSSStyleSheet();
    made.replaceSync(sheet);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, made];
    this.notice = new Notice(shell.memory);
    this.talks = new Talks(shell, { later: () => this.later(), news: (row) => this.news(row) });
    this.watch();
  }

  open(greeting?: Greeting): void {
    if (this.talks.state.open) return;
    this.stick = true;
    this.talks.enter(greeting ?? null);
    this.shell.turned(true);
    if (greeting) return;
    this.notice.used();
    this.paint();
    focusIn(this.shell.place);
  }

  close(): void {
    const { open, screen, started } = this.talks.state;
    if (!open) return;
    if (screen === "greeting") this.shell.memory.set({ shut: Date.now() + (started.closed_days ?? 7) * DAY_MS });
    const { activeElement } = this.shell.place.getRootNode() as ShadowRoot;
    const inside = this.shell.place.contains(activeElement);
    this.talks.set({ open: false, menu: "" });
    this.paint();
    this.shell.turned(false);
    if (inside) this.shell.launcher.focus();
  }

  restarted(): void {
    this.talks.set({ started: this.shell.started });
  }

  private watch(): void {
    const { link } = this.talks;
    const looked = () => {
      if (document.visibilityState === "visible") {
        this.notice.looked();
        link.wake();
      }
      this.later();
    };
    document.addEventListener("visibilitychange", looked);
    for (const name of ["pageshow", "online", "offline", "focus"]) addEventListener(name, looked);
    watchKeyboard(this.shell.place);
    looked();
  }

  private news(row: Row): void {
    this.shell.emit("message", { conv: row.conv, text: row.last?.body, name: row.last?.by.name });
    if (!this.talks.state.open || document.visibilityState !== "visible") this.notice.sound();
  }

  /** Many changes, one drawing. */
  private later(): void {
    if (this.drawing) return;
    this.drawing = true;
    queueMicrotask(() => this.paint());
  }

  private paint(): void {
    this.drawing = false;
    const { state } = this.talks;
    const { place } = this.shell;
    const entries = this.talks.link.logs.get(state.conv)?.seq ?? 0;
    const views = state.open ? [<Window {...this.scene()} />] : [];
    keepingPlace(place, this.stick || this.shown !== state.conv, () => draw(place, this.drawn, views));
    this.drawn = views;
    this.stick = false;
    if (this.shown === state.conv && entries > this.count && state.up) this.talks.set({ fresh: true });
    this.shown = state.conv;
    this.count = entries;
    fitText(place);
    this.look();
    this.shell.unread(this.talks.unread);
    this.notice.hint(this.talks.unread);
  }

  /** Whatever stands at the end of the log of a visible window is read. */
  private look(): void {
    const { open, screen, conv } = this.talks.state;
    const { place } = this.shell;
    const log = place.querySelector(".log");
    const seq = this.talks.link.logs.get(conv)?.seq ?? 0;
    if (open && screen === "talk" && log && seq > 0 && atEnd(log) && document.visibilityState === "visible") this.talks.read(conv, seq);
  }

  private scene(): Scene {
    const { state, link } = this.talks;
    const { origin, memory, started } = this.shell;
    return { state, link, act: this.acts, origin, lang: started.lang, now: Date.now(), quiet: Boolean(memory.get().quiet) };
  }

  private readonly acts: Acts = {
    close: () => this.close(),
    go: (screen, conv) => {
      this.talks.go(screen, conv);
      this.paint();
      focusIn(this.shell.place);
    },
    draft: (text) => this.talks.draft(text),
    send: () => {
      this.stick = true;
      this.notice.used();
      this.talks.send();
    },
    choose: (channel) => this.talks.choose(channel),
    end: () => this.talks.end(),
    sound: () => {
      this.shell.memory.set({ quiet: !this.shell.memory.get().quiet });
      this.talks.set({ menu: "" });
    },
    set: (change) => this.talks.set(change),
    scrolled: (log) => this.scrolled(log),
    down: () => {
      this.stick = true;
      this.talks.set({ up: false, fresh: false });
    },
  };

  private scrolled(log: Element): void {
    const up = !atEnd(log);
    const { state } = this.talks;
    if (up !== state.up) this.talks.set({ up, fresh: false });
    this.look();
    if (nearTop(log) && !this.loadingOlder) this.older(state.conv);
  }

  private async older(conv: string): Promise<void> {
    if (!this.talks.link.logs.get(conv)?.loaded) return;
    this.loadingOlder = true;
    await this.talks.link.older(conv).catch(() => {});
    this.loadingOlder = false;
  }
}
