/** @jsxRuntime classic */
/** @jsx h */
/** Addresses in a text become links, as soon as the parser is here: most talks never need it. */
import { h, type Kid } from "../dom";
import type { Piece, pieces } from "../link/addresses";
import { later, part, shell } from "./store";

const AGAIN_MS = 30_000;
const MAYBE = /@|\/\/|www\.|mailto:/i;

let parse: typeof pieces | undefined;
let asked = false;
let failures = 0;

/** Browsers remember that a module failed: another try needs another address. */
function ask(): void {
  asked = true;
  part("links", failures || shell.started.build).then(
    (part) => {
      parse = part.pieces;
      later();
    },
    () => {
      failures++;
      setTimeout(() => {
        asked = false;
      }, AGAIN_MS);
    },
  );
}

/** A text in pieces, as it is shown. */
export const drawn = (found: Piece[]): Kid[] =>
  found.map(({ text, href }) =>
    href ? (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow">
        {text}
      </a>
    ) : (
      text
    ),
  );

/** The text with its links. */
export function linked(body: string): Kid[] {
  if (MAYBE.test(body) && !asked) ask();
  return parse ? drawn(parse(body)) : [body];
}
