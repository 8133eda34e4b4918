/** The element on the host page: shadow root, round button, place for the panel. */
import { hide_chat as hideEn, online_now as onlineEn, open_chat as openEn, unread as unreadEn } from "../../texts/en.json";
import { hide_chat as hideRu, online_now as onlineRu, open_chat as openRu, unread as unreadRu } from "../../texts/ru.json";
import sheet from "../style/launcher.css";

const WORDS = {
  ru: { open: openRu, hide: hideRu, online: onlineRu, unread: unreadRu },
  en: { open: openEn, hide: hideEn, online: onlineEn, unread: unreadEn },
};
const SAMOVAR =
  "M14.1 3.7a1.9 1.9 0 1 0 3.8 0a1.9 1.9 0 1 0-3.8 0zM10.6 8.8c.5-2 2.7-3.3 5.4-3.3s4.9 1.3 5.4 3.3zM16 10c6 0 10 3.3 10 8s-4 8-10 8c-1 0-1.9-.1-2.8-.3-1.1 1.2-2.7 2.4-5 2.7-.6.1-1-.6-.6-1.1.6-.9 1-2 1.1-3.1C7 22.7 6 20.5 6 18c0-4.7 4-8 10-8z";
const HANDLES = "M6.2 14.2c-2.6-.7-4 .3-4 2.1s1.4 3.2 3.8 3.2M25.8 14.2c2.6-.7 4 .3 4 2.1s-1.4 3.2-3.8 3.2";

/** What the button shows. */
export interface Shown {
  lang: "ru" | "en";
  open: boolean;
  online: boolean;
  unread: number;
}

/** The widget's own element. */
export interface Launcher {
  element: HTMLElement;
  button: HTMLButtonElement;
  place: HTMLElement;
  show(shown: Shown): void;
}

/** Builds the element; it is not on the page yet. */
export function makeLauncher(): Launcher {
  const element = document.createElement("samovar-chat");
  const root = element.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [styleSheet(sheet)];
  const [frame, place, count] = [node("div", "sv"), node("div", ""), node("span", "")];
  const button = node("button", "launch") as HTMLButtonElement;
  button.append(samovar(), down(), count);
  frame.append(place, button);
  root.append(frame);
  const show = ({ lang, open, online, unread }: Shown) => {
    const words = WORDS[lang];
    const more = open ? "" : unread ? `, ${words.unread}: ${unread}` : online ? `, ${words.online}` : "";
    frame.lang = lang;
    button.ariaLabel = (open ? words.hide : words.open) + more;
    button.ariaExpanded = String(open);
    count.className = unread && !open ? "n" : online && !open ? "dot" : "";
    count.textContent = unread && !open ? String(unread) : "";
  };
  return { element, button, place, show };
}

/** A style sheet that a strict Content-Security-Policy lets through. */
export function styleSheet(text: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}

function down(): Element {
  return shape("svg", { class: "i down", viewBox: "0 0 24 24" }, shape("path", { d: "m6 9 6 6 6-6" }));
}

/** Drawn once; the panel uses it again by its id. */
function samovar(): Element {
  const body = shape("path", { d: SAMOVAR, fill: "currentColor", stroke: "none" });
  return shape("svg", { class: "i", viewBox: "0 0 32 32" }, shape("g", { id: "samovar" }, body, shape("path", { d: HANDLES })));
}

function shape(tag: string, attributes: Record<string, string>, ...inside: Element[]): Element {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const name in attributes) made.setAttribute(name, attributes[name] as string);
  made.append(...inside);
  return made;
}

function node(tag: string, className: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}
