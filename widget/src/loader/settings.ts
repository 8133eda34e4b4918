/** What the page says: on its script tag, else in `window.samovarSettings`. Read while the script itself runs. */

interface Settings {
  src?: string;
  key?: string;
  city?: string;
  lang?: string;
  theme?: string;
}

declare global {
  interface Window {
    samovarSettings?: Settings;
  }
}

// `currentScript` is null in modules and means nothing in scripts put in by others.
const current = document.currentScript as HTMLScriptElement | null;
const known = document.querySelector<HTMLScriptElement>('script[data-key][src*="/widget.js"]');
const tag = current?.dataset.key ? current : known;

/** One widget a page: what is said here holds for all of the loader. */
export const settings: Settings = { src: tag?.src ?? "", ...tag?.dataset, ...window.samovarSettings };

/** Where the script came from, there is the server. */
export const { origin, host } = new URL(settings.src ?? "", location.href);
