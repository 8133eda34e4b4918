/** @jsxRuntime classic */
/** @jsx h */
/** The element on the host page: shadow root, round button, place for the panel. */
import type { Started } from "../../../link/src/wire";
import { draw, h } from "../dom";
import sheet from "../style/launcher.css";
import { isDark } from "./theme";

/** What the button needs to know of `Started`. */
export type Dress = Pick<Started, "lang" | "button" | "style" | "team">;

/** Knob, lid and body, which ends in the tail of a speech bubble; and two ears. */
const BODY =
  "M16 3.7h0M12 8q0-2 4-2t4 2zM16 11c5 0 9 3 9 7s-4 7-9 7h-3q-1 2-4 2 1-2 1-3-3-2-3-6c0-4 4-7 9-7z";
const EARS = "M6 14c-3-1-4 0-4 2s1 3 4 3M26 14c3-1 4 0 4 2s-1 3-4 3";

export const element = document.createElement("samovar-chat");
export const root = element.attachShadow({ mode: "open" });

/** A style sheet that a strict Content-Security-Policy lets through. */
export function addSheet(text: string): CSSStyleSheet {
  const made = new window.CSSStyleSheet();
  made.replaceSync(text);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, made];
  return made;
}

const own = addSheet("");
let worn: string | undefined;

/** Draws frame and button; the panel draws itself into the place between. */
export function show(
  { lang, button, style, team }: Dress,
  open: boolean,
  busy: boolean,
  unread: number,
  click: () => void,
): void {
  const { css = "", theme, icon } = style ?? {};
  const online = team?.[0] && button.online;
  const more = unread ? `${button.unread} ${unread}` : online;
  element.dataset.theme = isDark(theme) ? "dark" : "";
  if (css !== worn) own.replaceSync(sheet + css);
  worn = css;
  draw(root, [
    <div class="sv" lang={lang}>
      <div />
      <button
        class={`launch ${online && !open && !unread ? "on" : ""}`}
        aria-label={button.open + (more ? `. ${more}` : "")}
        aria-expanded={`${open}`}
        aria-busy={`${busy}`}
        onclick={click}
      >
        <svg class="i" viewBox="0 0 32 32">
          <path id="body" d={BODY} fill="currentColor" />
          <path id="ears" d={EARS} />
        </svg>
        <svg class="i" viewBox="0 0 24 24">
          <path d={open ? "m6 9 6 6 6-6" : icon} />
        </svg>
        {unread > 0 && !open && <span class="n">{unread}</span>}
      </button>
    </div>,
  ]);
}
