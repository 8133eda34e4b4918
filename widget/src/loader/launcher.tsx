/** @jsxRuntime classic */
/** @jsx h */
/** The element on the host page: shadow root, round button, place for the panel. */
import { hide_chat as hideEn, online_now as onlineEn, open_chat as openEn, unread as unreadEn } from "../../texts/en.json";
import { hide_chat as hideRu, online_now as onlineRu, open_chat as openRu, unread as unreadRu } from "../../texts/ru.json";
import { draw, h } from "../dom";
import sheet from "../style/launcher.css";

const SAMOVAR =
  "M14.1 3.7a1.9 1.9 0 1 0 3.8 0a1.9 1.9 0 1 0-3.8 0zM10.6 8.8c.5-2 2.7-3.3 5.4-3.3s4.9 1.3 5.4 3.3zM16 10c6 0 10 3.3 10 8s-4 8-10 8c-1 0-1.9-.1-2.8-.3-1.1 1.2-2.7 2.4-5 2.7-.6.1-1-.6-.6-1.1.6-.9 1-2 1.1-3.1C7 22.7 6 20.5 6 18c0-4.7 4-8 10-8z";
const HANDLES = "M6.2 14.2c-2.6-.7-4 .3-4 2.1s1.4 3.2 3.8 3.2M25.8 14.2c2.6-.7 4 .3 4 2.1s-1.4 3.2-3.8 3.2";

/** What the button shows. */
interface Shown {
  lang: string;
  open: boolean;
  busy: boolean;
  online: boolean;
  unread: number;
  click: () => void;
}

export const element = document.createElement("samovar-chat");
export const root = element.attachShadow({ mode: "open" });

/** A style sheet that a strict Content-Security-Policy lets through. */
export function addSheet(text: string): void {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, made];
}

addSheet(sheet);

/** Draws frame and button; the panel draws itself into the place between. */
export function show({ lang, open, busy, online, unread, click }: Shown): void {
  const ru = lang === "ru";
  const more = unread ? `, ${ru ? unreadRu : unreadEn}: ${unread}` : online ? `, ${ru ? onlineRu : onlineEn}` : "";
  const label = open ? (ru ? hideRu : hideEn) : (ru ? openRu : openEn) + more;
  draw(root, [
    <div class="sv" lang={lang}>
      <div class="place" />
      <button class={`launch ${online && !open && !unread ? "on" : ""}`} aria-label={label} aria-expanded={`${open}`} aria-busy={`${busy}`} onclick={click}>
        <svg class="i" viewBox="0 0 32 32">
          <g id="samovar">
            <path class="fill" d={SAMOVAR} />
            <path d={HANDLES} />
          </g>
        </svg>
        <svg class="i" viewBox="0 0 24 24">
          <path id="down" d="m6 9 6 6 6-6" />
        </svg>
        {unread > 0 && !open && <span class="n">{unread}</span>}
      </button>
    </div>,
  ]);
}
