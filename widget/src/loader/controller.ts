/** The window's outside: the button shows how it stands, and the panel is fetched when somebody wants it. */

import type { Greeting, Started } from "../../../link/src/wire";
import { draw } from "../dom";
import type { Panel, PanelModule, Shell } from "../shell";
import { emit } from "./api";
import { addSheet, root, show } from "./launcher";
import { keep, name, recall } from "./memory";
import { origin } from "./settings";
import { stayNow } from "./visit-clock";

export let panel: Panel | null = null;
export let isOpen = false;
let loading: Promise<Panel> | null = null;
let failures = 0;
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
  met(started) {
    shell.started = started;
    look();
  },
  turned(open) {
    isOpen = open;
    if (open) keep({ stay: { ...stayNow(), opened: true } });
    look();
    emit(open ? "open" : "close");
  },
  unread(now) {
    if (count !== now) emit("unread", now);
    count = now;
    look();
  },
} as Shell;

/** The server has said anew how things stand. */
export function take(started: Started): void {
  shell.started = started;
  count = started.unread ?? 0;
  look();
  panel?.restarted();
}

/** Draw the button as things are. */
function look(): void {
  const { lang, team, people } = shell.started;
  show(lang, isOpen, busy, Boolean(team?.[0]), people.many, count, () => (isOpen ? panel?.close() : open()));
}

/** By a click, by the page, or with a greeting: by itself. */
export async function open(greeting?: Greeting): Promise<void> {
  busy = true;
  look();
  await load().then(
    (loaded) => loaded.open(greeting),
    () => {},
  );
  busy = false;
  look();
}

/** Fetch the panel, once; it listens from then on. */
export function load(): Promise<Panel> {
  loading ??= fetchPanel().catch((error) => {
    loading = null;
    failures++;
    console.warn("Samovar: not loaded, click again", error);
    throw error;
  });
  return loading;
}

async function fetchPanel(): Promise<Panel> {
  const { lang, build } = shell.started;
  // Browsers remember that a module failed: another try needs another address.
  const { mount }: PanelModule = await import(
    `${origin}/widget/panel.${lang}.js?v=${build}${failures || ""}`
  );
  panel = mount(shell);
  return panel;
}
