/** @jsxRuntime classic */
/** @jsx h */
/** Small things that several screens are made of. */
import { h, type View } from "../dom";
import type { Host, Person } from "../link/wire";
import { say } from "./words";

const RING = "M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0";
const ICONS = {
  back: "m15 18-6-6 6-6",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  minus: "M5 12h14",
  x: "M18 6 6 18M6 6l12 12",
  up: "m5 12 7-7 7 7M12 19V5",
  down: "m6 9 6 6 6-6",
  plus: "M5 12h14M12 5v14",
  sent: "M20 6 9 17l-5-5",
  read: "M18 6 7 17l-5-5m20-2-7.5 7.5L13 16",
  waiting: `M12 6v6l4 2${RING}`,
  failed: `M12 8v4m0 4h.01${RING}`,
  retry: "M21 12a9 9 0 1 1-9-9c2.5 0 4.9 1 6.7 2.7L21 8m0-5v5h-5",
  trash: "M19 6v14a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V6M3 6h18M8 6V4a2 2 0 0 1 2-2h4a2 2 0 0 1 2 2v2m-6 5v6m4-6v6",
};

export type IconName = keyof typeof ICONS;

/** Lucide, ISC licence. */
export function Icon({ name }: { name: IconName }): View {
  return (
    <svg class="i" viewBox="0 0 24 24" aria-hidden="true">
      <path d={ICONS[name]} />
    </svg>
  );
}

/** A button that shows a picture only. */
export function IconButton({ name, text, act, ...more }: { name: IconName; text: string; act: () => void; class?: string }): View {
  return (
    <button class="ib" {...more} type="button" aria-label={text} onclick={act}>
      <Icon name={name} />
    </button>
  );
}

/** A face: the photo over the initials. */
export function Face({ of, origin, size = "" }: { of: Host | Person; origin: string; size?: string }): View {
  const letters = (of.name ?? "").split(" ").map((word) => word[0]);
  return (
    <span class={`face ${size}`} aria-hidden="true">
      {letters.slice(0, 2).join("")}
      {of.photo && <img src={new URL(of.photo, origin).href} alt="" />}
    </span>
  );
}

/** The three steams over the samovar. */
export function Steam(): View {
  return (
    <svg class="steam" viewBox="0 0 150 170" aria-hidden="true">
      <path d="M42 150c-22-26 20-40 0-70s20-42 2-68M118 150c-22-26 20-40 0-70s20-42 2-68M80 160c-24-28 22-44 0-76s22-46 2-74" />
    </svg>
  );
}

/** Whose work it is; the drawing is the launcher's. */
export function Credit(): View {
  return (
    <p class="by">
      <svg class="i" viewBox="0 0 32 32" aria-hidden="true">
        <use href="#samovar" />
      </svg>
      Samovar
    </p>
  );
}

/** Read aloud, not shown. */
export function Hidden({ text }: { text: Parameters<typeof say>[0] }): View {
  return <span class="hide">{say(text)}</span>;
}
