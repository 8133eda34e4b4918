/**
 * The page, wherever this code lives: in it, or in a frame of its own where the page has changed what the language
 * has (loader/frame.ts). The build puts these in the place of the globals of the same names; what else belongs to
 * the page is asked of `window`.
 */

/** What hangs on the frame, for the code inside. */
export interface Lodging {
  page: Window & typeof globalThis;
  tag: HTMLScriptElement;
}

const lodging = (globalThis.frameElement as { samovar?: Lodging } | null)?.samovar;

export const window = lodging?.page ?? (globalThis as unknown as Lodging["page"]);
export const { document, location } = window;
