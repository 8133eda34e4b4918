/**
 * On a phone the window covers the page, and Back closes it before it leaves the page: one entry of the history
 * stands for the open window. It has the page's own state and address, so that a router, if it hears of the turn at
 * all (who listened first hears first), finds itself where it is. A part of its own: only phones need it.
 */

interface Navigation {
  currentEntry?: { key: string };
}

/** What is called with how the window stands now, as often as one likes. */
export type Back = (open: boolean) => void;

/** `close`, `open`: what Back and Forward do. */
export function makeBack(page: Window & typeof globalThis, close: () => void, open: () => void): Back {
  const { history, location } = page;
  const slot = () => (page as { navigation?: Navigation }).navigation?.currentEntry?.key;
  let armed = false;
  let leaving = false;
  let address = "";
  let key: string | undefined;

  /** The entry in sight is the window's; a router may have put a state of its own there. */
  const isOurs = () => Boolean(history.state?.samovar || (key && key === slot()));
  const push = () => {
    const state = typeof history.state === "object" ? history.state : { was: history.state };
    // Not the page's own way, which routers and counters listen to.
    page.History.prototype.pushState.call(history, { ...state, samovar: true }, "");
    key = slot();
  };
  /** Not at once: where the page itself goes somewhere in the same breath there is nothing to take back. */
  const pull = () => {
    leaving = !armed && isOurs();
    if (leaving) history.back();
  };
  const popped = (event: PopStateEvent) => {
    const mine = armed || leaving || isOurs();
    if (mine && location.href === address) event.stopImmediatePropagation();
    if (leaving) leaving = false;
    else if (armed && !isOurs()) {
      armed = false;
      close();
    } else if (!armed && isOurs() && location.href === address) open();
  };

  page.addEventListener("popstate", popped, true);
  return (now) => {
    if (now === armed) return;
    armed = now;
    if (!now) setTimeout(pull);
    if (!now) return;
    address = location.href;
    try {
      if (!isOurs()) push();
    } catch {
      // A document without an address of its own has no history either.
    }
  };
}
