/** The first that runs: finds its own tag, waits for the page's scripts, and moves out where they spoiled the place. */

import type { Lodging } from "../page";
import { isUnspoiled } from "./realm";

type Tag = HTMLScriptElement | null;
/** The loader itself; the build puts it here. */
declare const begin: (tag: Tag) => void;

// `currentScript` is null in modules and means nothing in scripts put in by others.
const current = document.currentScript as Tag;
const tag = current?.dataset.key
  ? current
  : document.querySelector<HTMLScriptElement>('script[data-key][src*="/widget.js"]');
const lodging = (frameElement as { samovar?: Lodging } | null)?.samovar;

function settle(): void {
  const here = () => begin(tag);
  if (!tag || isUnspoiled()) here();
  else import(tag.src.replace(".js", "/frame.js")).then(({ moveIn }) => moveIn(tag, here), here);
}

if (lodging) begin(lodging.tag);
// What a library changes it has changed by then.
else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", settle);
else settle();
