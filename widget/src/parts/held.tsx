/** @jsxRuntime classic */
/** @jsx h */
/**
 * Before the server lets one in: the button, and a window that says why there is no chat yet and when it is tried
 * again. A part of its own, for few ever have to wait.
 */

import { keyOf } from "../../../link/src/keys";
import { soon } from "../../../link/src/text/said";
import { again as againEn, open_chat as openEn, trying as tryingEn } from "../../texts/en.json";
import { again as againRu, open_chat as openRu, trying as tryingRu } from "../../texts/ru.json";
import { h, type View } from "../dom";
import type { Dress, show } from "../loader/launcher";
import type { Shell } from "../shell";
import sheet from "../style/held.css";

export interface Held {
  /** As the page wishes. */
  turn(open: boolean): void;
  /** Takes the window away, and tells whether it was open. */
  end(): boolean;
}

/** `why`: in the server's words, in `lang`; `ms`: until the next try. The loader lends its tools. */
export function sayWhen(
  { root, draw, addSheet }: Shell,
  button: typeof show,
  ms: number,
  why = "",
  lang = "",
  open = false,
): Held {
  const at = performance.now() + ms;
  const dress = { lang, button: { open: lang === "ru" ? openRu : openEn } } as Dress;
  let timer: ReturnType<typeof setTimeout>;
  const turn = (now: boolean) => {
    open = now;
    paint();
    const focused = open ? "section" : ".launch";
    root.querySelector<HTMLElement>(focused)?.focus();
  };
  const paint = () => {
    clearTimeout(timer);
    timer = setTimeout(paint, 1_000);
    button(dress, open, false, 0, () => turn(!open));
    into([open && card(why, when(at - performance.now(), lang), () => turn(false))]);
  };
  const into = (kids: (View | false)[]) => draw(root.firstChild?.firstChild as Node, kids);
  addSheet(sheet);
  paint();
  return {
    turn,
    end() {
      clearTimeout(timer);
      into([]);
      return open;
    },
  };
}

function when(ms: number, lang: string): string {
  const [again, trying] = lang === "ru" ? [againRu, tryingRu] : [againEn, tryingEn];
  return ms > 0 ? again.replace("{}", soon(ms, lang)) : trying;
}

const card = (why: string, when: string, close: () => void): View => (
  <section
    class="await"
    role="dialog"
    aria-labelledby="why"
    aria-describedby="when"
    tabindex="-1"
    onkeydown={(event: KeyboardEvent) => keyOf(event) === "Escape" && close()}
  >
    <p id="why">{why}</p>
    <p id="when">{when}</p>
  </section>
);
