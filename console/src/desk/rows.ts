// What one row of the inbox means to this operator. Pure.

import { firstName } from "../../../link/src/text/letters";
import type { Row } from "../../../link/src/wire";
import { guest } from "../words/names";
import { t } from "../words/texts";

/** Who reads: the operator of this console. `overseer`: colleagues' talks in what they see are open to them. */
export interface Reader {
  id: string;
  administrator: boolean;
  overseer: boolean;
}

export const readerOf = (id: string, role: string): Reader => ({
  id,
  administrator: role === "administrator",
  overseer: role !== "operator",
});

/** The visitor's name, or "Гость из Казани". */
export const visitorName = (row: Row): string => row.visitor?.name || guest(row.visitor?.city ?? "");

/** The number, where the name is only "Гость из Казани": several of them wait side by side. */
export const numberBeside = (row: Row): string => (row.visitor?.name ? "" : ` · ${called(row)}`);

/** The name with the number beside. */
export const rowName = (row: Row): string => visitorName(row) + numberBeside(row);

/** Whether the visitor is on the site now. Of a locked row that is not known. */
export const isHere = (row: Row): boolean => row.locked || (row.visitor?.here ?? false);

/** Messages of the visitor that ask for this operator's eye: unread ones, and those not answered. */
export const awaiting = (row: Row, me: string): number =>
  isMine(row, me) ? Math.max(row.unread ?? 0, row.unanswered ?? 0) : 0;

/** Whether this operator holds it. */
export const isMine = (row: Row, me: string): boolean => row.state === "held" && row.owner?.id === me;

/** Whether this operator may pass it on: the owner, or who oversees the channel in the owner's place. */
export const mayPass = (row: Row, { id, overseer }: Reader): boolean =>
  row.state === "held" && (row.owner?.id === id || overseer);

/** Whether this operator may offer it to a colleague: one offer at a time. */
export const mayOffer = (row: Row, reader: Reader): boolean => mayPass(row, reader) && !row.offer;

/** Whether a colleague offers it to this operator. */
export const isOffered = (row: Row, me: string): boolean => row.state === "held" && row.offer?.to.id === me;

/** Whether its entries may be asked for. What only waits shows its last message in the row. */
export function isReadable(row: Row, { id, overseer }: Reader): boolean {
  if (row.locked) return false;
  return overseer || isMine(row, id) || row.state === "closed";
}

/** Its last message; an answer says whose it is. */
export function lastWords(row: Row, me: string): string {
  const { last } = row;
  if (!last) return "";
  if (last.by.side !== "operator") return last.body ?? "";
  const who = last.by.id === me ? t("you") : firstName(last.by.name) || t("reply");
  return t("saidBy", { who, text: last.body ?? "" });
}

/** Its number as it is said on the phone: 482-17-03. */
export const called = ({ number }: Row): string => `${number}`.replace(/(\d+)(\d\d)(\d\d)$/, "$1-$2-$3");

/** The talks of the same visitor that began before it. */
export const before = (rows: Row[], row: Row | undefined): Row[] =>
  rows.filter((each) => !row || each.opened < row.opened);

/** Since when its visitor waits. */
export const waitsSince = (row: Row): string => row.waiting || row.opened;

/** Takes a row unless a newer state of it is known. */
export function withRow(rows: ReadonlyMap<string, Row>, row: Row): ReadonlyMap<string, Row> {
  const known = rows.get(row.conv);
  return known && known.rev > row.rev ? rows : new Map(rows).set(row.conv, row);
}

/** Takes many rows at once. */
export function withRows(rows: ReadonlyMap<string, Row>, more: Row[]): ReadonlyMap<string, Row> {
  const all = new Map(rows);
  for (const row of more) if ((all.get(row.conv)?.rev ?? -1) <= row.rev) all.set(row.conv, row);
  return all;
}

/** Lets rows go. */
export function withoutRows(
  rows: ReadonlyMap<string, Row>,
  gone: Iterable<string>,
): ReadonlyMap<string, Row> {
  const left = new Map(rows);
  for (const conv of gone) left.delete(conv);
  return left;
}
