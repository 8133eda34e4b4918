// What the channels are to this operator. Pure.

import { initials } from "../../../link/src/text/letters";
import type { Channel } from "../../../link/src/wire";
import type { Reader } from "./rows";

/** A channel's name, empty while it is not known. */
export const channelName = (channels: Channel[], id: string): string =>
  channels.find((channel) => channel.id === id)?.name ?? "";

/** Milliseconds after which who waits there waits long, and too long. */
export function limitsOf(channels: Channel[], id: string): { soon: number; late: number } {
  const { soon_ms, late_ms } = channels.find((channel) => channel.id === id) ?? {};
  return { soon: soon_ms || 30_000, late: late_ms || 60_000 };
}

/** Whether this operator answers there. */
export const isOwn = (channels: Channel[], id: string): boolean =>
  channels.some((channel) => channel.id === id && channel.member === true);

/** The channels an operator belongs to; an administrator sees all. */
export const visibleChannels = (channels: Channel[], { administrator }: Reader): Channel[] =>
  channels.filter((channel) => administrator || channel.member);

/** "Москва" → "Мс", "Санкт-Петербург" → "СП" */
export function abbreviation(name: string): string {
  const words = name.split(/[\s-]+/).filter(Boolean);
  if (words.length > 1) return initials(name, 2);
  const [first = "", ...rest] = [...name];
  return (
    first.toUpperCase() + (rest.find((letter) => /[^аеёиоуыэюяьъaeiouy\s]/i.test(letter)) ?? "").toLowerCase()
  );
}
