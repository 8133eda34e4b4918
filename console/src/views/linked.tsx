// Texts of people, with their addresses as links.

import { useMemo } from "preact/hooks";
import { pieces } from "../../../link/src/text/addresses";

/** A text with its addresses as links, nothing else. Read once: every key in the composer draws the log anew. */
export function Words({ text }: { text: string }) {
  return useMemo(
    () => (
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
    ),
    [text],
  );
}
