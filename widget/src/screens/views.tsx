/** @jsxRuntime classic */
/** @jsx h */
/** Small things that know nothing of the window around them. */
import texts from "#texts";
import { h, type Kid, type View } from "../dom";

const RING = "M12 2a10 10 0 1 0 .1 0z";
const STEAM = "m38 138c-22-26 20-40 0-70s20-42 0-68";
const ICONS = {
  back: "m15 18-6-6 6-6",
  more: "M4 12h1m6 0h1m6 0h1",
  minus: "M5 12h14",
  x: "M18 6 6 18M6 6l12 12",
  up: "m5 12 7-7 7 7M12 19V5",
  down: "m6 9 6 6 6-6",
  sent: "M20 6 9 17l-5-5",
  read: "M18 6 7 17l-5-5m20-2-7.5 7.5L13 16",
  moon: "M21 12.8A9 9 0 1 1 11.2 3a7 7 0 0 0 9.8 9.8z",
  waiting: `M12 6v6l4 2${RING}`,
  failed: `M12 8v4m0 4h.01${RING}`,
};

/** Lucide, ISC licence. */
export const icon = (name: keyof typeof ICONS): View => (
  <svg class="i" viewBox="0 0 24 24">
    <path d={ICONS[name]} />
  </svg>
);

/** A button that shows a picture only. */
export const iconButton = (name: keyof typeof ICONS, text: string, onclick: () => void): View => (
  <button class="ib" aria-label={text} onclick={onclick}>
    {icon(name)}
  </button>
);

/** A button of words. */
export const button = (kind: string, text: Kid, onclick: () => void): View => (
  <button class={kind} onclick={onclick}>
    {text}
  </button>
);

/** Read aloud, not shown. */
export const hidden = (text: string): View => <span class="hide">{text}</span>;

/** Whose work it is; the drawing is the launcher's. */
export const credit = (): View => (
  <p key="by" class="by">
    <svg class="i" viewBox="0 0 32 32">
      <use href="#body" />
      <use href="#ears" />
    </svg>
    Samovar
  </p>
);

/** The warm head of greeting, home and cities, with steam. */
export const warm = (name: keyof typeof ICONS, close: () => void, ...inside: Kid[]): View => (
  <div class="warm">
    <svg class="i steam" viewBox="0 34 150 136">
      <path d={STEAM + STEAM + STEAM} />
    </svg>
    {inside}
    {iconButton(name, texts.minimise, close)}
  </div>
);
