/** @jsxRuntime classic */
/** @jsx h */
/** The window, loaded when somebody wants it: draws the state, and sees to what drawing does not say. */
import { hint, looked, used } from "./app/notice";
import { credit } from "./app/parts";
import { screens } from "./app/screens";
import { arrival, begin, enter, later, link, read, set, shell, state } from "./app/store";
import { h } from "./dom";
import { keyOf } from "./link/keys";
import type { Greeting } from "./link/wire";
import type { Panel, Shell } from "./shell";
import { unreadOf } from "./state";
import sheet from "./style/panel.css";

const DAY_MS = 86_400_000;
/** How near counts as being there. */
const NEAR = 40;

let place: HTMLElement;
let planned = false;
/** The screen, and whether one can write there: where either changes the focus goes. */
let drawn = "";

/** Called by the loader, once. */
export function mount(given: Shell): Panel {
  given.addSheet(sheet);
  place = given.root.firstChild?.firstChild as HTMLElement;
  begin(given, plan);
  for (const name of ["visibilitychange", "pageshow", "online", "offline"])
    window.addEventListener(name, back);
  for (const name of ["resize", "scroll"]) window.visualViewport?.addEventListener(name, fit);
  back();
  return { open, close, restarted: () => set({ started: shell.started }) };
}

/** Not before it is known what to open. */
async function open(greeting?: Greeting): Promise<void> {
  await arrival;
  if (state.screen !== "closed") return;
  enter(greeting ?? null);
  shell.turned(true);
}

function close(): void {
  const { screen, started } = state;
  if (screen === "closed") return;
  shell.keep({ shut: Date.now() + (started.closed_days ?? 7) * DAY_MS });
  set({ screen: "closed" });
  shell.turned(false);
  shell.root.querySelector<HTMLElement>(".launch")?.focus();
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
        class={screen}
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
  if (now !== drawn && screen !== "greeting") (field ?? place.querySelector("section"))?.focus();
  drawn = now;
  see();
  const unread = unreadOf(rows);
  if (link.welcome) shell.unread(unread);
  hint(unread);
}

function keyed(event: KeyboardEvent): void {
  used();
  if (keyOf(event) !== "Escape") return;
  if (state.menu) set({ menu: "" });
  else close();
}

const log = () => place.querySelector(".log") as Element;

function down(): void {
  log().scrollTop = 0;
}

/** The log counts from its end: 0 there, below 0 above it. */
function scrolled(): void {
  const { scrollTop, scrollHeight, clientHeight } = log();
  const up = scrollTop < -NEAR;
  if (up !== state.up) set({ up, fresh: false });
  if (scrollHeight - clientHeight + scrollTop < NEAR) link.book.older(state.conv);
}

/** Whatever stands at the end of the log of a visible window is read. */
function see(): void {
  const { conv, screen, up } = state;
  const seq = link.book.logs.get(conv)?.seq ?? 0;
  if (screen === "talk" && seq > 0 && !up && !document.hidden) read(conv, seq);
}

/** He looks here again, or the network came or went. */
function back(): void {
  if (!document.hidden) {
    looked();
    link.connection.wake();
  }
  later();
}

/** A phone's keyboard covers the page: tell the style sheet how much of it. */
function fit(): void {
  const { height, offsetTop } = window.visualViewport as VisualViewport;
  place.style.cssText = `--height:${height}px;--top:${offsetTop}px`;
}
