// How a card follows its visitor while it is open. Pure.

import type { Card, Eph, PageView, Visit } from "../../../link/src/wire";
import { ms } from "../words/dates";

const PAGES = 50;

function left(page: PageView, at: number): PageView {
  return page.ms === undefined ? { ...page, ms: Math.max(0, at - ms(page.at)) } : page;
}

function turned(visit: Visit, page: PageView): Visit {
  const before = (visit.pages ?? []).map((each) => left(each, ms(page.at)));
  if (before[0]?.at === page.at) before.shift();
  return { ...visit, here: true, pages: [page, ...before].slice(0, PAGES) };
}

/** The card after a signal about its visitor. */
export function cardAfter(card: Card, eph: Eph, now: number): Card {
  if (!card.visit) return card;
  if (eph.kind === "page" && eph.page) return { ...card, visit: turned(card.visit, eph.page) };
  if (eph.kind !== "presence") return card;
  const visit = eph.here ? back(card.visit) : gone(card.visit, eph.at ? ms(eph.at) : now);
  return { ...card, visit };
}

/** The page read last is read again. */
function back(visit: Visit): Visit {
  const [newest, ...others] = visit.pages ?? [];
  const { ms: _, ...reading } = newest ?? { url: "", at: "" };
  return { ...visit, here: true, pages: newest ? [reading, ...others] : [] };
}

/** The visit and its last page ended then. */
function gone(visit: Visit, at: number): Visit {
  const pages = (visit.pages ?? []).map((page) => left(page, at));
  return { ...visit, here: false, on_site_ms: Math.max(0, at - ms(visit.started)), pages };
}

/** Time on site by now: it runs on while the visitor is here. */
export const timeOnSite = (visit: Visit, now: number): number =>
  visit.here ? Math.max(0, now - ms(visit.started)) : (visit.on_site_ms ?? 0);

/** The page they read now. */
export function livePage(visit: Visit | null | undefined): PageView | null {
  return (visit?.here && visit.pages?.find((page) => page.ms === undefined)) || null;
}

/** What a page is called: its title, else its path. */
export function pageName(page: PageView): string {
  if (page.title) return page.title;
  try {
    const { pathname, host } = new URL(page.url);
    return pathname === "/" ? host : decodeURI(pathname);
  } catch {
    return page.url;
  }
}
