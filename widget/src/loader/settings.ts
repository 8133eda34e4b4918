/** What the page says: on its script tag, else in `window.samovarSettings`. */

/** The script's own, as the entry found it (build.mjs). */
declare const tag: HTMLScriptElement | null;

interface Settings {
  src?: unknown;
  key?: unknown;
  city?: unknown;
  lang?: unknown;
  theme?: unknown;
}

declare global {
  interface Window {
    samovarSettings?: Settings;
  }
}

const URL_LENGTH = 2048;
/** More than the server keeps: it cuts between letters as people see them. */
const WORDS_LENGTH = 600;

const given: Settings = { ...tag?.dataset, ...window.samovarSettings };

/** What is no text says nothing. */
export const said = (given: unknown, most = WORDS_LENGTH): string =>
  typeof given === "string" ? given.slice(0, most) : "";

/** One widget a page: what is said here holds for all of the loader. */
export const settings = {
  key: said(given.key),
  city: said(given.city),
  lang: said(given.lang),
  theme: said(given.theme),
};

/** Where the script came from, there is the server. */
export const { origin, host } = new URL(said(given.src, URL_LENGTH) || (tag?.src ?? ""), location.href);
