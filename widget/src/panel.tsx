/** @jsxRuntime classic */
/** @jsx h */
/** The window, loaded when somebody wants it: draws the state, and sees to what drawing does not say. */
import { borrow, draw, h, type View } from "./app/dom";
import { hint, looked, used } from "./app/notice";
import { type Acts, screens } from "./app/screens";
import { begin, enter, later, link, read, set, shell, state } from "./app/store";
import type { Greeting } from "./link/wire";
import type { Panel, Shell } from "./shell";
import { unreadOf } from "./state";
import sheet from "./style/panel.css";

const DAY_MS = 86_400_000;
/** How near counts as being there. */
const NEAR = 40;

let place: HTMLElement;
let drawn: View[] = [];
let planned = false;
let screen: typeof state.screen = "closed";

/** Called by the loader, once. */
export function mount(given: Shell): Panel {
  borrow(given);
  given.addSheet(sheet);
  place = given.root.querySelector(".place") as HTMLElement;
  begin(given, plan);
  for (const name of ["visibilitychange", "pageshow", "online", "offline", "focus"]) addEventListener(name, back, true);
  window.visualViewport?.addEventListener("resize", fit);
  window.visualViewport?.addEventListener("scroll", fit);
  back();
  return { open, close, restarted: () => set({ started: shell.started }) };
}

function open(greeting?: Greeting): void {
  if (state.screen !== "closed") return;
  if (!greeting) used();
  enter(greeting ?? null);
  shell.turned(true);
}

function close(): void {
  const { screen, started } = state;
  if (screen === "closed") return;
  if (screen === "greeting") shell.keep({ shut: Date.now() + (started.closed_days ?? 7) * DAY_MS });
  const inside = place.contains(shell.root.activeElement);
  set({ screen: "closed", menu: "" });
  shell.turned(false);
  if (inside) shell.root.querySelector<HTMLElement>(".launch")?.focus();
}

const acts: Acts = {
  close,
  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = log() as Element;
    const up = scrollTop < -NEAR;
    if (up !== state.up) set({ up, fresh: false });
    if (scrollHeight - clientHeight + scrollTop < NEAR) older();
    seen();
  },
  down() {
    const lines = log();
    if (lines) lines.scrollTop = 0;
  },
};

const log = () => place.querySelector(".log");

/** Many changes, one drawing. */
function plan(): void {
  if (!planned) queueMicrotask(paint);
  planned = true;
}

function paint(): void {
  planned = false;
  const open = state.screen !== "closed";
  const views = open ? [<Window />] : [];
  draw(place, drawn, views);
  drawn = views;
  const field = place.querySelector("textarea");
  if (field) field.style.height = "0";
  if (field) field.style.height = `${field.scrollHeight}px`;
  if (screen !== state.screen && state.screen !== "greeting") (field ?? place.querySelector<HTMLElement>("section"))?.focus();
  screen = state.screen;
  seen();
  const unread = unreadOf(state.rows);
  shell.unread(unread);
  hint(unread);
}

function Window(): View {
  const escape = (event: KeyboardEvent) => {
    if (event.key === "Escape") state.menu ? set({ menu: "" }) : close();
  };
  return (
    <section class={state.screen} role="dialog" aria-labelledby="name" tabIndex={-1} onkeydown={escape} onclick={used}>
      {screens[state.screen](acts)}
    </section>
  );
}

/** Whatever stands at the end of the log of a visible window is read. */
function seen(): void {
  const { conv, screen, up } = state;
  const seq = link.logs.get(conv)?.seq ?? 0;
  if (screen === "talk" && seq > 0 && !up && document.visibilityState === "visible") read(conv, seq);
}

let asking = false;

async function older(): Promise<void> {
  const { conv } = state;
  if (asking || !link.logs.get(conv)?.loaded) return;
  asking = true;
  await link.older(conv).catch(() => {});
  asking = false;
}

/** He looks here again, or the network came or went. */
function back(): void {
  if (document.visibilityState === "visible") {
    looked();
    link.wake();
  }
  later();
}

/** A phone's keyboard covers the page: tell the style sheet how much of it. */
function fit(): void {
  const { height, offsetTop } = window.visualViewport as VisualViewport;
  place.style.setProperty("--kb", `${innerHeight - height}px`);
  place.style.setProperty("--top", `${offsetTop}px`);
}
