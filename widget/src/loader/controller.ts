/** The window's outside: the button shows how it stands, and the panel is fetched when somebody wants it. */

import type { Greeting, Started } from "../../../link/src/wire";
import { draw } from "../dom";
import type { Panel, PanelModule, Shell } from "../shell";
import { emit } from "./api";
import { addSheet, root, show } from "./launcher";
import { keep, name, recall } from "./memory";
import { part } from "./parts";
import { origin } from "./settings";
import { stayNow } from "./visit-clock";

export let panel: Panel | null = null;
export let isOpen = false;
let busy = false;
let count = 0;

/** What the panel gets; `start` comes from main. */
export const shell = {
  origin,
  name,
  root,
  draw,
  addSheet,
  recall,
  keep,
  emit,
  part: (name) => part(origin, name, shell.started?.build),
  met(started) {
    shell.started = started;
    redraw();
  },
  turned(open) {
    isOpen = open;
    if (open) keep({ stay: { ...stayNow(), opened: true } });
    redraw();
    emit(open ? "open" : "close");
  },
  unread(now) {
    if (count !== now) emit("unread", now);
    count = now;
    redraw();
  },
} as Shell;

/** The server has said anew how things stand. */
export function take(started: Started): void {
  shell.started = started;
  count = started.unread ?? 0;
  redraw();
  panel?.restarted();
}

/** Draw the button as things are. */
function redraw(): void {
  show(shell.started, isOpen, busy, count, () => (isOpen ? panel?.close() : open()));
}

/** By a click, by the page, or with a greeting: by itself. */
export async function open(greeting?: Greeting): Promise<void> {
  busy = true;
  redraw();
  await load().then((loaded) => loaded.open(greeting), sayUnloaded);
  busy = false;
  redraw();
}

export const sayUnloaded = (error: unknown): void => console.warn("Samovar: not loaded, click again", error);

/** Fetch the panel; it listens from then on. */
export async function load(): Promise<Panel> {
  const { mount } = await shell.part<PanelModule>(`panel.${shell.started.lang}`);
  panel ??= mount(shell);
  return panel;
}
