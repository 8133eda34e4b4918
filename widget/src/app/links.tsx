/** @jsxRuntime classic */
/** @jsx h */
/** Addresses in a text become links: http, https and mailto only. */
import { h, type View } from "../dom";

const ADDRESS = /\b(?:https?:\/\/|mailto:)[^\s<>"'`«»]*[^\s<>"'`«».,:;!?)\]}…]/gi;

/** The text, piece by piece. */
export function linked(text: string): (View | string)[] {
  let end = 0;
  const pieces = [...text.matchAll(ADDRESS)].flatMap(({ 0: address, index }) => {
    const before = text.slice(end, index);
    end = index + address.length;
    return [before, link(address)];
  });
  return [...pieces, text.slice(end)];
}

function link(address: string): View {
  return (
    <a href={address} target="_blank" rel="noopener noreferrer nofollow">
      {address.replace(/^https?:\/\/|^mailto:/i, "")}
    </a>
  );
}
