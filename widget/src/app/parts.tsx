/** @jsxRuntime classic */
/** @jsx h */
/** Small things that several screens are made of. */
import { message, placeholder, send as sendText } from "#texts";
import type { Host, Person } from "../link/wire";
import { h, type View } from "./dom";
import { send, shell, state, write } from "./store";

const RING = "M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0";
const ICONS = {
  back: "m15 18-6-6 6-6",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  minus: "M5 12h14",
  x: "M18 6 6 18M6 6l12 12",
  up: "m5 12 7-7 7 7M12 19V5",
  sent: "M20 6 9 17l-5-5",
  read: "M18 6 7 17l-5-5m20-2-7.5 7.5L13 16",
  waiting: `M12 6v6l4 2${RING}`,
  failed: `M12 8v4m0 4h.01${RING}`,
};

/** Lucide, ISC licence. */
export function Icon({ name }: { name: keyof typeof ICONS }): View {
  return (
    <svg class={`i ${name}`} viewBox="0 0 24 24">
      <path d={ICONS[name]} />
    </svg>
  );
}

/** A button that shows a picture only. */
export function IconButton({ name, text, act }: { name: keyof typeof ICONS; text: string; act: () => void }): View {
  return (
    <button class={`ib ${name}`} type="button" aria-label={text} onclick={act}>
      <Icon name={name} />
    </button>
  );
}

/** A face: the photo over the initials. */
export function Face({ of: { name = "", photo }, size = "" }: { of: Host | Person; size?: string }): View {
  return (
    <span class={`face ${size}`} aria-hidden="true">
      {name.replace(/(\S)\S* ?/g, "$1").slice(0, 2)}
      {photo && <img src={shell.origin + photo} alt="" />}
    </span>
  );
}

/** Read aloud, not shown. */
export function Hidden({ text }: { text: string }): View {
  return <span class="hide">{text}</span>;
}

/** Whose work it is; the drawing is the launcher's. */
export function Credit(): View {
  return (
    <p class="by">
      <svg class="i" viewBox="0 0 32 32">
        <use href="#samovar" />
      </svg>
      Samovar
    </p>
  );
}

/** The warm head of greeting, home and cities, with steam. */
export function Warm({ act, name, text, inside }: { act: () => void; name: "x" | "minus"; text: string; inside: View[] }): View {
  return (
    <div class="warm">
      <svg class="steam" viewBox="0 0 150 170">
        <path d="M42 150c-22-26 20-40 0-70s20-42 2-68M118 150c-22-26 20-40 0-70s20-42 2-68M80 160c-24-28 22-44 0-76s22-46 2-74" />
      </svg>
      {inside}
      <IconButton name={name} text={text} act={act} />
    </div>
  );
}

/** Where a message is written: Enter sends, Shift+Enter makes a line. */
export function Composer(): View {
  const { draft } = state;
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <div class="box">
      <textarea rows="1" value={draft} aria-label={message} placeholder={placeholder} oninput={typed} onkeydown={key} />
      <button class="send" type="button" aria-label={sendText} disabled={!draft.trim()} onclick={send}>
        <Icon name="up" />
      </button>
    </div>
  );
}

const typed = ({ target }: Event) => write((target as HTMLTextAreaElement).value);
