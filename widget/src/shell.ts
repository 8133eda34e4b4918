/** What the loader and the panel know of each other. */

import type { Greeting, Started } from "../../link/src/wire";
import type { draw } from "./dom";
import type { Kept } from "./loader/memory";

/** The loader, as the panel sees it. */
export interface Shell {
  readonly origin: string;
  /** The name of all that is stored for this site. */
  readonly name: string;
  readonly root: ShadowRoot;
  /** What the server said last. */
  started: Started;
  /** The loader lends its tool. */
  readonly draw: typeof draw;
  addSheet(text: string): unknown;
  /** A further script of the widget, fetched once; rejects where it cannot be fetched now. */
  part<T>(name: string): Promise<T>;
  recall(): Kept;
  keep(change: Kept): void;
  /** Ask the server anew: for a token, after a city was chosen. */
  start(): Promise<Started>;
  /** Somebody came or went since: `started` with those who are there now. */
  met(started: Started): void;
  /** The window was opened or closed; so many messages are unread. */
  turned(open: boolean): void;
  unread(count: number): void;
  emit(name: string, detail?: unknown): void;
}

/** The panel, as the loader sees it. */
export interface Panel {
  /** By the launcher or the page; with a greeting: by itself. */
  open(greeting?: Greeting): Promise<void>;
  close(): void;
  /** `shell.started` is another one. */
  restarted(): void;
}

/** What panel.js exports. */
export interface PanelModule {
  mount(shell: Shell): Panel;
}
