/** @jsxRuntime classic */
/** @jsx h */
/** The window, loaded when somebody wants it: draws the state, and sees to what drawing does not say. */

import { signs } from "../../../link/src/connection/socket";
import { keyOf } from "../../../link/src/keys";
import type { Greeting } from "../../../link/src/wire";
import { h } from "../dom";
import type { Back, makeBack } from "../parts/back";
import type * as Leave from "../parts/leave";
import { screens } from "../screens/screens";
import { credit } from "../screens/views";
import type { Panel, Shell } from "../shell";
import sheet from "../style/panel.css";
import { keepApart } from "./apart";
import { hint, looked, used } from "./attention";
import { found, leave, settled } from "./left";
import { fetched, further } from "./parts";
import { unreadOf } from "./state";
import { arrival, begin, comeBack, enter, later, link, read, set, shell, state, talk, watch } from "./store";

const DAY_MS = 86_400_000;
/** How near counts as being there. */
const NEAR = 40;
const PHONE = "(max-width: 480px)";
const SHUT = `closed${false}`;

let place: HTMLElement;
let planned = false;
/** The screen, and whether one can write there: where either changes the focus goes. */
let drawn = SHUT;
/** The window was open on the page before; there stood the upper edge of its log, and is not yet here. */
let still = false;
let top = 0;
/** What Back does on a phone. */
let back: Back | undefined;

/** Called by the loader, once. */
export function mount(given: Shell): Panel {
  given.addSheet(sheet);
  place = given.root.firstChild?.firstChild as HTMLElement;
  begin(given, plan);
  signs(window, seen);
  for (const name of ["resize", "scroll"]) window.visualViewport?.addEventListener(name, leaveKeyboardRoom);
  window.addEventListener("pagehide", () => leave(upperEdge()));
  seen();
  restore();
  if (/^#samovar=/.test(location.hash))
    fetched<typeof Leave>(`leave.${given.started.lang}`).then(({ arrive }) => arrive(open));
  keepApart(window, given.root);
  return { open, close, restarted };
}

/** Not before it is known what to open. */
async function open(greeting?: Greeting): Promise<void> {
  await arrival;
  if (state.screen !== "closed") return;
  enter(greeting ?? null);
  shell.turned(true);
}

/** As it stood on the page before: nobody opened it now, so that nothing moves and the focus stays where it is. */
async function restore(): Promise<void> {
  const left = found();
  await arrival;
  if (left && state.screen === "closed") {
    ({ top } = left);
    still = true;
    comeBack(left);
    shell.turned(true);
  }
  settled();
}

function close(): void {
  const { screen, started } = state;
  if (screen === "closed") return;
  shell.keep({ shut: Date.now() + (started.closed_days ?? 7) * DAY_MS });
  still = false;
  set({ screen: "closed" });
  shell.turned(false);
  shell.root.querySelector<HTMLElement>(".launch")?.focus();
}

function restarted(): void {
  set({ started: shell.started });
  // Perhaps a city was chosen where nobody is there.
  if (state.screen === "talk" && !state.conv && !state.draft) talk();
  watch();
}

/** Many changes, one drawing. */
function plan(): void {
  if (!planned) queueMicrotask(paint);
  planned = true;
}

function paint(): void {
  const { screen, rows } = state;
  planned = false;
  shell.draw(place, [
    screen !== "closed" && (
      <section
        class={`${screen} ${still ? "still" : ""}`}
        role="dialog"
        aria-labelledby="name"
        tabindex="-1"
        onkeydown={keyed}
        onclick={used}
      >
        {screens[screen](close, scrolled, down)}
        {credit()}
      </section>
    ),
  ]);
  const field = place.querySelector("textarea");
  if (field) {
    field.style.height = "0";
    field.style.height = `${field.scrollHeight}px`;
  }
  const now = screen + Boolean(field);
  if (now !== drawn && screen !== "greeting" && !(still && drawn === SHUT))
    (field ?? place.querySelector("section"))?.focus();
  drawn = now;
  cover();
  if (state.jump) toEnd();
  scrollBack();
  see();
  const unread = unreadOf(rows);
  if (link.welcome) shell.unread(unread);
  hint(unread);
}

/** On a phone it covers the page: Back closes it then. */
function cover(): void {
  const { screen } = state;
  const covers = !/closed|greeting/.test(screen) && window.matchMedia(PHONE).matches;
  if (covers) back ??= further<{ makeBack: typeof makeBack }>("back")?.makeBack(window, close, open);
  back?.(covers);
}

function keyed(event: KeyboardEvent): void {
  used();
  if (keyOf(event) !== "Escape") return;
  // Nor is it for a dialog of the page around.
  event.preventDefault();
  if (state.menu) set({ menu: "" });
  else close();
}

/** Only where a talk is in sight. */
const log = () => place.querySelector(".log") as Element;

function down(): void {
  log().scrollTop = 0;
}

/** The log counts from its end: 0 there, below 0 above it. */
function scrolled(): void {
  const { scrollTop, scrollHeight, clientHeight } = log();
  const up = scrollTop < -NEAR;
  if (up !== state.up) set({ up, fresh: false });
  if (scrollHeight - clientHeight + scrollTop < NEAR) link.logs.older(state.conv);
}

/** One's own words come into sight, wherever one was reading. */
function toEnd(): void {
  top = 0;
  set({ jump: false });
  if (state.screen === "talk") down();
}

/** How far the first line in sight is from the log's end: a strip above it or a longer draft does not change that. */
function upperEdge(): number {
  return log()?.scrollTop && log().scrollTop - log().clientHeight;
}

/** To where the reader was on the page before; what is older than the last page of the log comes by and by. */
function scrollBack(): void {
  const there = link.logs.known.get(state.conv);
  if (!top || !there?.loaded || !log()) return;
  const goal = top + log().clientHeight;
  log().scrollTop = goal;
  if (log().scrollTop <= goal + 1 || there.complete) top = 0;
  scrolled();
}

/** Whatever stands at the end of the log of a visible window is read. */
function see(): void {
  const { conv, up } = state;
  const there = link.logs.known.get(conv);
  if (log() && there?.loaded && !up && !document.hidden) read(conv, there.seq);
}

/** The visitor looks here again, or the network came or went. */
function seen(): void {
  if (!document.hidden) {
    looked();
    link.connection.wake();
  }
  later();
}

/** A phone's keyboard covers the page: tell the style sheet how much of it. */
function leaveKeyboardRoom(): void {
  const { height, offsetTop } = window.visualViewport as VisualViewport;
  place.style.cssText = `--height:${height}px;--top:${offsetTop}px`;
}
