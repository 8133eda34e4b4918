/** @jsxRuntime classic */
/** @jsx h */
/** The element on the host page: shadow root, round button, place for the panel. */
import { team_online as onlineEn, open_chat as openEn, unread as unreadEn } from "../../texts/en.json";
import { team_online as onlineRu, open_chat as openRu, unread as unreadRu } from "../../texts/ru.json";
import { draw, h } from "../dom";
import sheet from "../style/launcher.css";
import { isDark } from "./theme";

/** Knob, lid and body, which ends in the tail of a speech bubble; and two ears. */
const BODY =
  "M16 3.7h0M12 8q0-2 4-2t4 2zM16 11c5 0 9 3 9 7s-4 7-9 7h-3q-1 2-4 2 1-2 1-3-3-2-3-6c0-4 4-7 9-7z";
const EARS = "M6 14c-3-1-4 0-4 2s1 3 4 3M26 14c3-1 4 0 4 2s-1 3-4 3";

export const element = document.createElement("samovar-chat");
export const root = element.attachShadow({ mode: "open" });

/** A style sheet that a strict Content-Security-Policy lets through. */
export function addSheet(text: string): void {
  const made = new window.CSSStyleSheet();
  made.replaceSync(text);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, made];
}

addSheet(sheet);

/** Draws frame and button; the panel draws itself into the place between. */
export function show(
  lang: string,
  open: boolean,
  busy: boolean,
  online: boolean,
  people: string,
  unread: number,
  click: () => void,
): void {
  const ru = lang === "ru";
  element.dataset.theme = isDark() ? "dark" : "";
  const there = online && (ru ? onlineRu : onlineEn).replace("{}", people);
  const more = unread ? `${ru ? unreadRu : unreadEn} ${unread}` : there;
  draw(root, [
    <div class="sv" lang={lang}>
      <div />
      <button
        class={`launch ${online && !open && !unread ? "on" : ""}`}
        aria-label={(ru ? openRu : openEn) + (more ? `. ${more}` : "")}
        aria-expanded={`${open}`}
        aria-busy={`${busy}`}
        onclick={click}
      >
        <svg class="i" viewBox="0 0 32 32">
          <path id="body" d={BODY} fill="currentColor" />
          <path id="ears" d={EARS} />
        </svg>
        <svg class="i" viewBox="0 0 24 24">
          <path d="m6 9 6 6 6-6" />
        </svg>
        {unread > 0 && !open && <span class="n">{unread}</span>}
      </button>
    </div>,
  ]);
}
