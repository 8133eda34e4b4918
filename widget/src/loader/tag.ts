/** The page's side of the bargain: which script tag is ours, and what it says. */

/** What the page tells: on its script tag, else in `window.samovarSettings`. */
export interface Settings {
  origin: string;
  key: string;
  city: string;
  lang: string;
  theme: string;
}

declare global {
  interface Window {
    samovarSettings?: Partial<Settings> & { src?: string };
  }
}

/** Null where no tag and no settings name a key. Must run while the script itself runs. */
export function findSettings(): Settings | null {
  const tag = ownTag();
  const { src = tag?.src, ...said } = { ...tag?.dataset, ...window.samovarSettings };
  if (!src || !said.key) return null;
  const { origin } = new URL(src, location.href);
  const lang = said.lang || document.documentElement.lang || navigator.language;
  return { origin, key: said.key, city: said.city ?? "", lang, theme: said.theme ?? "" };
}

/** `currentScript` is null in modules and in scripts put in by others. */
function ownTag(): HTMLScriptElement | undefined {
  const own = document.currentScript;
  if (own instanceof HTMLScriptElement && own.dataset.key) return own;
  const tags = document.querySelectorAll<HTMLScriptElement>("script[data-key]");
  return [...tags].find(({ src }) => /\/widget\.js(\?|$)/.test(src));
}
