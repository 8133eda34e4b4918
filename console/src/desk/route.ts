// Where in the console one is: an open conversation, and on narrow screens its card.

export interface Route {
  conv: string | null;
  card: boolean;
}

const PATH = /^\/console\/c\/([A-Za-z0-9_-]{16,64})\/?$/;

/** The place an address means. */
export function parse(path: string, hash: string): Route {
  const conv = PATH.exec(path)?.[1] ?? null;
  return { conv, card: conv !== null && hash === "#card" };
}

/** The address of a place. */
export const address = ({ conv, card }: Route): string =>
  conv ? `/console/c/${conv}${card ? "#card" : ""}` : "/console";
