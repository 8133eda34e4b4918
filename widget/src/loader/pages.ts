/** Going to another page without a page load. */

/** Calls `turned` with the address before, once for each new one. */
export function watchPages(turned: (from: string) => void): void {
  let last = location.href;
  const look = () => {
    const from = last;
    last = location.href;
    // Pages set their title after their address.
    if (from !== last) setTimeout(turned, 300, from);
  };
  const { navigation } = window as { navigation?: EventTarget };
  if (navigation) navigation.addEventListener("currententrychange", look);
  else wrapHistory(look);
}

function wrapHistory(look: () => void): void {
  addEventListener("popstate", look);
  for (const name of ["pushState", "replaceState"] as const) {
    const original = history[name];
    history[name] = (...args) => {
      original.apply(history, args);
      look();
    };
  }
}
