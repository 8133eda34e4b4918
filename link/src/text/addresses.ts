/**
 * Web and mail addresses inside a message, for both sides. Whatever a browser could not follow stays text.
 * Each letter is looked at a few times, however long the text: it is cut at blanks and quotes first, and no
 * expression that runs over a piece can go back.
 */

/** A text, or an address as it was written with the place it leads to. */
export interface Piece {
  text: string;
  href?: string;
}

/** Blanks, quotes, signs nobody sees; and a comma where the next address follows at once. */
const BETWEEN = /([\s\p{Cc}\p{Cf}<>"«»„“”`]+|[,;|](?=https?:|www\.|mailto:))/iu;
const BEGINNING = /https?:\/\/|mailto:|(?<![\p{L}\d.@/-])www\.(?=[\p{L}\d-]+\.[\p{L}\d])/iu;
const OUTSIDE_MAIL = /([^\p{L}\p{M}\d.@_+%-]+)/u;
const SENTENCE = /[.,:;!?…'’*~|，。、！？；：]/;
const CLOSING: Record<string, string> = {
  ")": "(",
  "]": "[",
  "}": "{",
  "）": "（",
  "】": "【",
  "》": "《",
  "」": "「",
};

/** How often each letter occurs. */
function census(text: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const letter of text) found[letter] = (found[letter] ?? 0) + 1;
  return found;
}

/** Without the sentence's punctuation, and without brackets that were opened before it. */
function bare(found: string): string {
  const count = census(found);
  let end = found.length;
  for (; end > 0; end--) {
    const last = found[end - 1] as string;
    const opening = CLOSING[last];
    const stray = opening ? (count[opening] ?? 0) < (count[last] ?? 0) : SENTENCE.test(last);
    if (!stray) break;
    count[last] = (count[last] ?? 0) - 1;
  }
  return found.slice(0, end);
}

const isHost = (host: string): boolean =>
  host.startsWith("[") ||
  (host.length < 254 && host.split(".").every((label) => /^(?!-)[\p{L}\p{M}\d_-]{1,63}$/u.test(label)));

/** `least`: letters of the last part of its host. */
function isMail(text: string, least: number): boolean {
  const [name = "", host = "", more] = text.split("@");
  const top = host.slice(host.lastIndexOf(".") + 1);
  const named = name.length < 65 && name.split(".").every((word) => /^[\p{L}\p{M}\d_+%-]+$/u.test(word));
  return (
    named &&
    more === undefined &&
    host.includes(".") &&
    isHost(host) &&
    top.length >= least &&
    /^(xn--.+|\p{L}+)$/u.test(top)
  );
}

/** Where it leads, or null: another kind of address, a port that cannot be, somebody else's name before the host. */
function followed(address: string): string | null {
  try {
    const { protocol, href, hostname, username, password, pathname } = new URL(address);
    if (protocol === "mailto:") return isMail(decodeURIComponent(pathname), 1) ? href : null;
    return /^https?:$/.test(protocol) && !(username + password) && isHost(hostname) ? href : null;
  } catch {
    return null;
  }
}

/** An address may stand between other letters: "почта:anna@olha.example,"; but not within one of another kind. */
const mails = (text: string): Piece[] =>
  !text.includes("@") || text.includes("://") ? [{ text }] : text.split(OUTSIDE_MAIL).flatMap(mail);

function mail(text: string): Piece[] {
  const address = bare(text);
  if (!isMail(address, 2)) return [{ text }];
  return [{ text: address, href: `mailto:${address}` }, { text: text.slice(address.length) }];
}

function between(text: string): Piece[] {
  const at = text.search(BEGINNING);
  if (at < 0) return mails(text);
  const address = bare(text.slice(at));
  const href = followed(/^www/i.test(address) ? `https://${address}` : address);
  if (!href) return [{ text }];
  return [...mails(text.slice(0, at)), { text: address, href }, { text: text.slice(at + address.length) }];
}

/** A text cut into plain pieces and links, nothing lost. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  for (const piece of text.split(BETWEEN).flatMap(between)) {
    const last = found[found.length - 1];
    if (last && !last.href && !piece.href) last.text += piece.text;
    else if (piece.text) found.push({ ...piece });
  }
  return found;
}

/** An address that may be followed from here, or null. */
export const webAddress = (url: string): string | null => (/^https?:/i.test(url) ? followed(url) : null);
