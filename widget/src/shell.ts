/** What the loader and the panel know of each other. */
import type { Memory } from "./loader/memory";
import type { Greeting, Started } from "./link/wire";

/** Events that the host page can hear. */
export type Heard = "open" | "close" | "message" | "unread";

/** The loader, as the panel sees it. */
export interface Shell {
  readonly origin: string;
  /** Where the panel puts itself, inside the shadow root. */
  readonly place: HTMLElement;
  readonly launcher: HTMLElement;
  readonly memory: Memory;
  /** What the server said last. */
  started: Started;
  /** Ask the server anew: for a token, after a city was chosen. */
  start(): Promise<Started>;
  /** The window was opened or closed. */
  turned(open: boolean): void;
  unread(count: number): void;
  emit(name: Heard, detail?: unknown): void;
}

/** The panel, as the loader sees it. */
export interface Panel {
  /** By the launcher or the page; with a greeting: by itself. */
  open(greeting?: Greeting): void;
  close(): void;
  /** `shell.started` is another one. */
  restarted(): void;
}

/** What panel.js exports. */
export interface PanelModule {
  mount(shell: Shell): Panel;
}
