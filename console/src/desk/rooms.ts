// What the channels are to this operator. Pure.

import { initials } from "../../../link/src/text/letters";
import type { Channel } from "../../../link/src/wire";
import type { Reader } from "./rows";

/** A channel's name, empty while it is not known. */
export const roomName = (rooms: Channel[], id: string): string =>
  rooms.find((room) => room.id === id)?.name ?? "";

/** Whether this operator answers there. */
export const isOwn = (rooms: Channel[], id: string): boolean =>
  rooms.some((room) => room.id === id && room.member === true);

/** The channels an operator belongs to; an administrator sees all. */
export const visibleRooms = (rooms: Channel[], { administrator }: Reader): Channel[] =>
  rooms.filter((room) => administrator || room.member);

/** "Москва" → "Мс", "Санкт-Петербург" → "СП" */
export function abbreviation(name: string): string {
  const words = name.split(/[\s-]+/).filter(Boolean);
  if (words.length > 1) return initials(name, 2);
  const [first = "", ...rest] = [...name];
  return (
    first.toUpperCase() + (rest.find((letter) => /[^аеёиоуыэюяьъaeiouy\s]/i.test(letter)) ?? "").toLowerCase()
  );
}
