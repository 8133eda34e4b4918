/** The loader: all that a host page pays for until somebody talks. */
import type { Greeting, PageSeen, Problem, Started } from "./link/wire";
import { draw } from "./dom";
import { emit, hearPage } from "./loader/api";
import { attach } from "./loader/attach";
import { addSheet, element, root, show } from "./loader/launcher";
import { keep, name, recall } from "./loader/memory";
import { blocked, post, watchPolicy } from "./loader/server";
import { origin, settings } from "./loader/settings";
import { countTime, mayGreet, stayNow } from "./loader/stay";
import { isDark, night } from "./loader/theme";
import type { Panel, PanelModule, Shell } from "./shell";

const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 300_000;
const GREET_AGAIN_MS = 30_000;

let panel: Panel | null = null;
let loading: Promise<Panel> | null = null;
let failures = 0;
let isOpen = false;
let busy = false;
/** The page said "open" before there was anything to open. */
let wanted = false;
let unread = 0;
let visit = "";
let address = location.href;
let mayAsk = true;

const shell = {
  origin, name, root, draw, addSheet, recall, keep, start, emit,
  turned(open) {
    isOpen = open;
    if (open) keep({ stay: { ...stayNow(), opened: true } });
    look();
    emit(open ? "open" : "close");
  },
  unread(count) {
    if (count !== unread) emit("unread", count);
    unread = count;
    look();
  },
} as Shell;

/** Nothing appears on the page before the server has answered; where it cannot be reached, nothing is said. */
async function begin(wait = FIRST_WAIT_MS): Promise<void> {
  try {
    await start();
    night.onchange = look;
    tick();
  } catch (error) {
    const { code, text, after_ms = 0 } = error as Problem;
    if (code && !after_ms) console.warn(`Samovar: ${text}`);
    else if (!blocked) setTimeout(begin, after_ms + wait * (0.5 + Math.random() / 2), Math.min(wait * 2, LONGEST_WAIT_MS));
  }
}

async function start(): Promise<Started> {
  const { key, city = "", lang = document.documentElement.lang } = settings;
  const { token = "", channel } = recall();
  visit = stayNow().id;
  const page = pageNow(document.referrer);
  shell.started = await post("start", { key, visit, page, token, city, channel, lang });
  keep({ token: shell.started.token });
  appear();
  return shell.started;
}

/** A site without a channel for this visitor shows nothing. */
function appear(): void {
  const { channel, choose, open } = shell.started;
  unread = shell.started.unread ?? 0;
  const anybody = channel || choose || open;
  if (!anybody) panel?.close();
  attach(anybody ? element : null);
  look();
  panel?.restarted();
  if (!anybody) return;
  if (wanted) openPanel();
  else if (open) load().catch(() => {});
}

function look(): void {
  const { lang, team } = shell.started;
  element.dataset.theme = isDark() ? "dark" : "";
  show(lang, isOpen, busy, Boolean(team), unread, () => (isOpen ? panel?.close() : openPanel()));
}

async function openPanel(greeting?: Greeting): Promise<void> {
  wanted = !element.isConnected;
  if (wanted) return;
  busy = true;
  look();
  const loaded = await load().catch(() => null);
  busy = false;
  look();
  loaded?.open(greeting);
}

function load(): Promise<Panel> {
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
  const { mount }: PanelModule = await import(`${origin}/widget/panel.${lang}.js?v=${build}${failures || ""}`);
  panel = mount(shell);
  return panel;
}

function pageNow(referrer: string): PageSeen {
  return { url: location.href.slice(0, 2048), title: document.title.slice(0, 300), referrer: referrer.slice(0, 2048) };
}

/** Once a second. Looking at the address needs no hook in the page's own history; its title is there by then, too. */
function tick(): void {
  setTimeout(tick, 1_000);
  if (document.visibilityState !== "visible") return;
  const stay = countTime();
  if (stay.id !== visit) start().catch(() => {});
  else if (mayAsk && !isOpen && mayGreet(shell.started, stay)) greet();
  if (location.href !== address) {
    post("page", { token: recall().token, visit, page: pageNow(address) }).catch(() => {});
    address = location.href;
  }
}

async function greet(): Promise<void> {
  const { token, channel } = shell.started;
  mayAsk = false;
  try {
    const greeting = await post<Greeting>("greeting", { token, visit, channel: channel?.id });
    // Meanwhile he may have opened it, here or in another tab.
    if (greeting.show && !stayNow().opened) openPanel(greeting);
  } catch {
    setTimeout(() => {
      mayAsk = true;
    }, GREET_AGAIN_MS);
  }
}

const wishes = {
  open: () => {
    openPanel();
  },
  close: () => panel?.close(),
  city(city: string) {
    settings.city = city;
    if (visit) start().catch(() => {});
  },
};

if (!settings.key) console.warn("Samovar: no data-key");
else if (hearPage(wishes)) {
  watchPolicy();
  (window.requestIdleCallback ?? setTimeout)(() => begin());
}
