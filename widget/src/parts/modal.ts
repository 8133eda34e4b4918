/** The window inside a modal dialog of the page. A part of its own, for pages that show one. */

/** Into the page's modal dialog while there is one, for all outside of it is dead; and back after. */
export function settle(page: Document, host: Element): void {
  const home = modal(page) ?? page.documentElement;
  if (host.parentNode === home || !host.isConnected) return;
  const focused = host.shadowRoot?.activeElement as HTMLElement | null;
  home.append(host);
  lift(host as HTMLElement, home.localName === "dialog");
  focused?.focus();
}

function modal(page: Document): Element | undefined {
  try {
    return [...page.querySelectorAll("dialog:modal")].pop();
  } catch {
    // An old browser knows no such dialogs.
    return undefined;
  }
}

/** Above the dialog's own edges. */
function lift(host: HTMLElement, up: boolean): void {
  host.popover = up ? "manual" : null;
  if (up) host.showPopover?.();
}
