/** The loader's life: start, launcher, time on site, the greeting, the panel when it is wanted. */
import type { Greet, Greeting, PageSeen, Problem, Start, Started, Turned } from "../link/wire";
import type { Heard, Panel, PanelModule, Shell } from "../shell";
import { hearPage } from "./api";
import { attach } from "./attach";
import { mayGreet } from "./greeting";
import { makeLauncher } from "./launcher";
import { type Memory, remember } from "./memory";
import { watchPages } from "./pages";
import { watchPolicy } from "./policy";
import { insist, post } from "./server";
import { countTime, stayNow } from "./stay";
import type { Settings } from "./tag";
import { themeOf } from "./theme";

const TICK_MS = 1_000;
const SLOW_TICK_MS = 20_000;
const GREET_AGAIN_MS = 30_000;

/** One widget on one page. */
export class Widget implements Shell {
  readonly memory: Memory;
  readonly origin: string;
  started!: Started;
  private readonly look = makeLauncher();
  readonly place = this.look.place;
  readonly launcher = this.look.button;
  private readonly blocked: () => boolean;
  private readonly tell = hearPage({
    open: () => this.open(),
    close: () => this.panel?.close(),
    city: (name) => this.turnCity(name),
  });
  private panel: Panel | null = null;
  private loading: Promise<Panel> | null = null;
  private failures = 0;
  private detach: (() => void) | null = null;
  private isOpen = false;
  private wanted = false;
  private count = 0;
  private visit = "";
  private mayGreet = true;

  constructor(private readonly settings: Settings) {
    this.origin = settings.origin;
    this.memory = remember(settings.key);
    this.blocked = watchPolicy(settings.origin);
  }

  /** Nothing appears on the page before the server has answered. */
  async begin(): Promise<void> {
    try {
      await insist(() => this.start(), this.blocked);
    } catch (problem) {
      if (!this.blocked()) console.warn(`Samovar: ${(problem as Problem).text}`);
      return;
    }
    this.launcher.onclick = () => (this.isOpen ? this.panel?.close() : this.open());
    watchPages((from) => this.turnPage(from));
    matchMedia("(prefers-color-scheme: dark)").onchange = () => this.show();
    this.tick();
  }

  async start(): Promise<Started> {
    const { key, city, lang } = this.settings;
    const { token = "", channel = null } = this.memory.get();
    this.visit = stayNow(this.memory, Date.now()).id;
    const asked: Start = { key, visit: this.visit, page: page(document.referrer), token, city, channel, lang: lang.slice(0, 35) };
    this.started = await post(`${this.origin}/widget/start`, asked);
    this.memory.set({ token: this.started.token });
    this.appear();
    return this.started;
  }

  turned(open: boolean): void {
    this.isOpen = open;
    if (open) this.memory.set({ stay: { ...stayNow(this.memory, Date.now()), opened: true } });
    this.show();
    this.emit(open ? "open" : "close");
  }

  unread(count: number): void {
    if (count === this.count) return;
    this.count = count;
    this.show();
    this.emit("unread", count);
  }

  emit(name: Heard, detail?: unknown): void {
    this.tell(name, detail);
  }

  /** A site without a channel for this visitor shows nothing. */
  private appear(): void {
    const { channel, choose = [], open, unread = 0 } = this.started;
    if (!this.panel) this.count = unread;
    this.panel?.restarted();
    if (!channel && !choose.length && !open) {
      this.panel?.close();
      this.detach?.();
      this.detach = null;
      return;
    }
    this.detach ??= attach(this.look.element);
    this.show();
    if (this.wanted) this.open();
    else if (open) this.load().catch(() => {});
  }

  private show(): void {
    const { lang, team = [] } = this.started;
    this.look.element.dataset.theme = themeOf(this.settings.theme);
    this.look.show({ lang, open: this.isOpen, online: team.length > 0, unread: this.count });
  }

  private async open(greeting?: Greeting): Promise<void> {
    this.wanted = !this.detach;
    if (!this.detach) return;
    this.launcher.ariaBusy = "true";
    const panel = await this.load().catch(() => null);
    this.launcher.ariaBusy = null;
    panel?.open(greeting);
  }

  private load(): Promise<Panel> {
    this.loading ??= this.fetchPanel().catch((error) => {
      this.loading = null;
      this.failures++;
      console.warn("Samovar: the window did not load; a click on the button tries again.", error);
      throw error;
    });
    return this.loading;
  }

  private async fetchPanel(): Promise<Panel> {
    const { lang, build = "" } = this.started;
    // Browsers remember that a module failed: another try needs another address.
    const again = this.failures ? `&again=${this.failures}` : "";
    const { mount }: PanelModule = await import(`${this.origin}/widget/panel.${lang}.js?v=${build}${again}`);
    this.panel = mount(this);
    return this.panel;
  }

  private turnCity(name: string): void {
    this.settings.city = name;
    if (this.started) this.start().catch(() => {});
  }

  private turnPage(from: string): void {
    const { token } = this.memory.get();
    const turned: Turned = { token: token ?? "", visit: this.visit, page: page(from) };
    post(`${this.origin}/widget/page`, turned).catch(() => {});
  }

  private tick(): void {
    if (document.visibilityState === "visible") this.countTime(Date.now());
    setTimeout(() => this.tick(), this.mayGreet ? TICK_MS : SLOW_TICK_MS);
  }

  private countTime(now: number): void {
    const stay = countTime(this.memory, now);
    if (stay.id !== this.visit) this.start().catch(() => {});
    else if (this.mayGreet && !this.isOpen && mayGreet(this.started, stay, this.memory.get(), now)) this.greet();
  }

  private async greet(): Promise<void> {
    this.mayGreet = false;
    const asked: Greet = { token: this.started.token, visit: this.visit, channel: this.started.channel?.id ?? "" };
    try {
      const greeting: Greeting = await post(`${this.origin}/widget/greeting`, asked);
      // Meanwhile he may have opened it, here or in another tab.
      const { opened } = stayNow(this.memory, Date.now());
      if (greeting.show && !opened) this.open(greeting);
    } catch {
      setTimeout(() => {
        this.mayGreet = true;
      }, GREET_AGAIN_MS);
    }
  }
}

function page(referrer: string): PageSeen {
  const cut = (address: string) => address.slice(0, 2048);
  return { url: cut(location.href), title: document.title.slice(0, 300), referrer: cut(referrer) };
}
