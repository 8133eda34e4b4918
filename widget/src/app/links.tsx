/** @jsxRuntime classic */
/** @jsx h */
/** Addresses in a text become links: http, https and mailto only. */
import { h, type Kid } from "../dom";

/** In a group, so that `split` hands out texts and addresses in turn. */
const ADDRESS = /((?:https?:\/\/|mailto:)\S*[^\s.,:;!?)»])/i;

/** The text, piece by piece. */
export const linked = (text: string): Kid[] =>
  text.split(ADDRESS).map((piece, place) =>
    place % 2 ? (
      <a href={piece} target="_blank" rel="noopener noreferrer nofollow">
        {piece}
      </a>
    ) : (
      piece
    ),
  );
