// Web and mail addresses inside a message. Anything else that looks like a link stays text.

export interface Piece {
  text: string;
  href?: string;
}

const ADDRESS = /(?:https?:\/\/|mailto:)[^\s<>"'«»]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gi;
const TAIL = /[.,:;!?)\]}…]+$/; // punctuation of the sentence, not of the address

function address(found: string): string | null {
  const whole = /^(https?:\/\/|mailto:)/i.test(found) ? found : `mailto:${found}`;
  try {
    const { protocol, href } = new URL(whole);
    return ["http:", "https:", "mailto:"].includes(protocol) ? href : null;
  } catch {
    return null;
  }
}

function trimmed(found: string): string {
  const bare = found.replace(TAIL, "");
  const closes = found.startsWith(")", bare.length) && bare.includes("("); // …/wiki/Samovar_(tea)
  return closes ? `${bare})` : bare;
}

/** A text cut into plain pieces and links. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const bare = trimmed(match[0]);
    const href = address(bare);
    if (!href) continue;
    if (match.index > from) found.push({ text: text.slice(from, match.index) });
    found.push({ text: bare, href });
    from = match.index + bare.length;
  }
  if (from < text.length || found.length === 0) found.push({ text: text.slice(from) });
  return found;
}

/** An address that may be followed from here, or null. */
export function webAddress(url: string): string | null {
  return /^https?:\/\//i.test(url) ? address(url) : null;
}
