/**
 * An empty frame of the same page, whose language nobody has touched: the loader starts there once more, and draws
 * into the page (page.ts). A part of its own, for most pages never need it.
 */
import type { Lodging } from "../page";

/** Where the page's own policy forbids it, `otherwise` the loader is tried in its place. */
export function moveIn(tag: HTMLScriptElement, otherwise: () => void): void {
  const frame: HTMLIFrameElement & { samovar?: Lodging } = document.createElement("iframe");
  frame.samovar = { page: window, tag };
  frame.style.cssText = "display:none!important";
  // Firefox has another empty page in it by then.
  frame.onload = () => {
    try {
      const { head } = frame.contentDocument as Document;
      leaveWith(frame.contentWindow as Window, frame);
      const script = head.ownerDocument.createElement("script");
      script.nonce = tag.nonce;
      script.src = tag.src;
      head.append(script);
    } catch {
      otherwise();
    }
  };
  document.documentElement.append(frame);
}

/**
 * In Firefox a frame goes on for a while after its page, when `page` means the next one already: nothing in it may act
 * there. Frames hear of the end after their page, whose last words are said by then.
 */
function leaveWith(inside: Window, frame: HTMLIFrameElement): void {
  inside.addEventListener("pagehide", ({ persisted }) => {
    if (!persisted) frame.remove();
  });
}
