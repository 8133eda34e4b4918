/** @jsxRuntime classic */
/** @jsx h */
/** A text with its links. A part of its own: most talks never need it. */

import { type Piece, pieces } from "../../../link/src/text/addresses";
import { h, type Kid } from "../dom";

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

export const linked = (body: string): Kid[] => drawn(pieces(body));
