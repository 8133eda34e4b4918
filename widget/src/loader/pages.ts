/** Going to another page without a page load. */

interface Navigation extends EventTarget {
  currentEntry?: unknown;
}

/** Calls `turned` once for each new address. */
export function watchPages(turned: (from: string) => void): void {
  let last = location.href;
  const look = () => {
    if (location.href === last) return;
    const from = last;
    last = location.href;
    // The page sets its title after the address.
    setTimeout(() => turned(from), 300);
  };
  const { navigation } = window as { navigation?: Navigation };
  if (navigation) navigation.addEventListener("currententrychange", look);
  else watchHistory(look);
}

function watchHistory(look: () => void): void {
  addEventListener("popstate", look);
  for (const name of ["pushState", "replaceState"] as const) {
    const original = history[name];
    history[name] = function (this: History, ...args) {
      original.apply(this, args);
      look();
    };
  }
}
