/** The loader: all that a host page pays for until somebody talks. */
import type { Greeting, PageSeen, Problem, Shown, Started } from "../../../link/src/wire";
import type * as Waiting from "../parts/held";
import { hearPage } from "./api";
import { attach } from "./attach";
import { isOpen, load, open, panel, sayUnloaded, shell, take } from "./controller";
import { mayGreet } from "./greeting";
import { element, show } from "./launcher";
import { keep, recall, wasOpen } from "./memory";
import { persist } from "./persist";
import { post, watchPolicy } from "./server";
import { said, settings } from "./settings";
import { countTime, stayNow } from "./visit-clock";

/** How old may be what the button says of who is there, on a page that somebody looks at. */
const ANEW_MS = 300_000;
const URL_LENGTH = 2048;

/** The page said "open" before there was anything to open. */
let wanted = false;
/** The server lets one wait, and the page says so. */
let held: Waiting.Held | null = null;
let visit = "";
let asked = 0;
let address = location.href;
let mayAsk = true;

/** Nothing appears on the page before the server has answered. */
async function start(): Promise<Started> {
  const { key, city } = settings;
  const lang = settings.lang || said(document.documentElement?.lang);
  const { token = "", channel } = recall();
  visit = stayNow().id;
  asked = Date.now();
  const page = pageNow(document.referrer);
  const started = await post<Started>("start", { token, visit, lang, page, key, city, channel });
  keep({ token: started.token });
  if (held) wanted = held.end();
  held = null;
  take(started);
  appear(started);
  return started;
}

/** A site without a channel for this visitor shows nothing. */
function appear({ channel, choose, open: goesOn, hidden }: Started): void {
  const anybody = goesOn || (!hidden && (channel || choose));
  attach(anybody ? element : null);
  // Where it is hidden nobody has refused anything: as it stood, it stands again on the next page.
  if (!anybody && !hidden) panel?.close();
  else if (wanted) openWhenThere();
  else if (goesOn || wasOpen()) load().catch(sayUnloaded);
}

/** Who asks, in which window, and where. */
function mine(referrer: string) {
  const { lang, channel } = shell.started;
  return { token: recall().token, visit, lang, channel: channel?.id, page: pageNow(referrer) };
}

function openWhenThere(greeting?: Greeting): void {
  wanted = !shell.started || !element.isConnected;
  if (!wanted) open(greeting);
  else held?.turn(true);
}

/** Whoever has to wait learns it where the chat will be. */
async function hold(ms: number, { text, lang }: Partial<Problem>): Promise<void> {
  if (!ms) return attach(null);
  const { sayWhen } = await shell.part<typeof Waiting>("held");
  if (shell.started) return;
  held = sayWhen(shell, show, ms, text, lang, held?.end() ?? wanted);
  attach(element);
}

function pageNow(referrer: string): PageSeen {
  return {
    url: said(location.href, URL_LENGTH),
    title: said(document.title),
    referrer: said(referrer, URL_LENGTH),
  };
}

/** Once a second. Looking at the address needs no hook in the page's own history; its title is there by then, too. */
function tick(): void {
  setTimeout(tick, 1_000);
  if (document.hidden) return;
  const stay = countTime();
  // A window hears by itself who comes and goes.
  if (stay.id !== visit || (!panel && stay.seen - asked > ANEW_MS)) {
    mayAsk = true;
    persist(start);
  } else if (mayAsk && !isOpen && mayGreet(shell.started, stay)) {
    mayAsk = false;
    persist(greet);
  }
  if (location.href !== address) {
    mayAsk = true;
    post<Shown | null>("page", mine(address)).then(
      (shown) => shown && appear({ ...shell.started, ...shown }),
      () => {},
    );
    address = location.href;
  }
}

async function greet(): Promise<void> {
  const greeting = await post<Greeting>("greeting", mine(""));
  // Meanwhile the visitor may have opened it, here or in another tab.
  if (greeting.show && !stayNow().opened) openWhenThere(greeting);
}

/** What cannot be fetched says nothing; the next refusal tries again. */
const told = (ms: number, problem: Partial<Problem>) => hold(ms, problem).catch(() => {});

const wishes = {
  open: () => openWhenThere(),
  close() {
    held?.turn(false);
    panel?.close();
  },
  city(city: unknown) {
    settings.city = said(city);
    if (visit) persist(start);
  },
};

shell.start = start;
if (!settings.key) console.warn("Samovar: no data-key");
else if (hearPage(wishes)) {
  watchPolicy();
  (window.requestIdleCallback ?? setTimeout)(() => persist(() => start().then(tick), told));
}
