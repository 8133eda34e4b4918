// Texts of people, with their addresses as links.

import { pieces } from "../../../link/src/text/addresses";
import { memo } from "./hooks";

/** A text with its addresses as links, nothing else. Looked through once: each new entry draws the log anew. */
export const Words = memo(({ text }: { text: string }) => (
  <>
    {pieces(text).map((piece) =>
      piece.href ? (
        <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
          {piece.text}
        </a>
      ) : (
        piece.text
      ),
    )}
  </>
));
