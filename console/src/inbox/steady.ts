// Keeps rows where they are while the mouse is over them. Pure.

import { type Group, ROLES } from "./groups";

const place = ({ role, day }: Group) => (role === "day" ? -Date.parse(day) : ROLES.indexOf(role));

/** The rows of `now` in the places they had `before`; new ones come at the end of their group. */
export function steady(before: Group[], now: Group[]): Group[] {
  const rows = new Map(now.flatMap((group) => group.rows.map((row) => [row.conv, row] as const)));
  const placed = new Set(before.flatMap((group) => group.rows.map(({ conv }) => conv)));
  const known = new Map(before.map((group) => [group.key, group]));
  const present = new Map(now.map((group) => [group.key, group]));
  const all = [...before, ...now.filter((group) => !known.has(group.key))];
  return all
    .map((group) => {
      const fresh = present.get(group.key);
      const stayed = (known.get(group.key)?.rows ?? []).flatMap(({ conv }) => rows.get(conv) ?? []);
      const came = (fresh?.rows ?? []).filter(({ conv }) => !placed.has(conv));
      return { ...group, rows: [...stayed, ...came], count: fresh?.count ?? 0 };
    })
    .filter((group) => group.rows.length > 0)
    .sort((a, b) => place(a) - place(b));
}
