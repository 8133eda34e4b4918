// What the operator does to a conversation. Nothing is shown as done before the server says so.

import { type CommandName, type Given, Refusal } from "../../../link/src/operator-client";
import { firstName } from "../../../link/src/text/letters";
import type { Ok, Person, Row, SetPresence } from "../../../link/src/wire";
import { clockWithSeconds, ms } from "../words/dates";
import { type Key, number, t } from "../words/texts";
import { channelName } from "./channels";
import type { Desk } from "./desk";
import { waitingOf } from "./filter";

const LONG_AGO = 60_000;

/** The words of a refusal: the server's own, or those for its silence. */
export function reason(error: unknown): string {
  const refusal = error instanceof Refusal ? error : null;
  return refusal?.text || t(refusal?.code === "stopped" ? "stoppedNow" : "noAnswer");
}

type OfTalk = { conv: string };

async function run<Name extends CommandName>(
  desk: Desk,
  name: Name,
  given: Given<Name> & OfTalk,
): Promise<Ok> {
  const { conv } = given;
  desk.dispatch({ type: "busy", conv, name });
  try {
    return await desk.link.command(name, given);
  } finally {
    desk.dispatch({ type: "busy", conv, name: null });
  }
}

async function attempt<Name extends CommandName>(
  desk: Desk,
  name: Name,
  given: Given<Name> & OfTalk,
): Promise<Ok | null> {
  try {
    return await run(desk, name, given);
  } catch (error) {
    desk.toast("bad", reason(error));
    return null;
  }
}

const of = ({ conv }: Row) => ({ conv });

/** With the number under which it is held. */
const held = ({ conv, lock = 0 }: Row) => ({ conv, lock });

const TAKEN: Record<string, Key> = { he: "takenHe", she: "takenShe" };

/** "Иван принял на 0,4 с раньше, в 14:02:11" */
export function takenWords(refusal: { by: Person | null; at: string }, clicked: number): string {
  const name = firstName(refusal.by?.name);
  if (!name || !refusal.at) return t("takenBySomeone");
  const lead = Math.max(0.1, Math.round((clicked - ms(refusal.at)) / 100) / 10);
  const at = clockWithSeconds(refusal.at);
  if (lead * 1000 > LONG_AGO) return t("takenAt", { name, at });
  return t(TAKEN[refusal.by?.grammar ?? ""] ?? "takenNeutral", { name, lead: number(lead), at });
}

function tellTaken(desk: Desk, refusal: Refusal, clicked: number): void {
  const text = takenWords(refusal, clicked);
  const others = waitingOf(desk.state.rows.values()).length > 0;
  desk.toast("lock", text, others ? { does: "next" } : undefined);
}

/** Opening what waits takes it: the first wins, the others learn who. */
export async function claim(desk: Desk, row: Row): Promise<void> {
  if (desk.state.busy.has(row.conv)) return;
  const clicked = desk.link.now();
  try {
    await run(desk, "claim", of(row));
    desk.place.go({ conv: row.conv, card: false });
    desk.wantsReply();
  } catch (error) {
    if (error instanceof Refusal && error.code === "taken") tellTaken(desk, error, clicked);
    else desk.toast("bad", reason(error));
  }
}

/** The one that has waited longest on the site, of the channel on the screen. */
export async function claimOldest(desk: Desk): Promise<void> {
  const [oldest] = waitingOf(desk.inScope());
  if (oldest) await claim(desk, oldest);
  else desk.toast("done", t("nobodyWaits"));
}

/** An administrator or a senior takes over what a colleague holds. */
export async function take(desk: Desk, row: Row): Promise<void> {
  desk.show(null);
  if (await attempt(desk, "take", held(row))) desk.wantsReply();
}

/** Takes over what a colleague offers. */
export async function accept(desk: Desk, row: Row): Promise<void> {
  if (!(await attempt(desk, "accept", of(row)))) return;
  desk.place.go({ conv: row.conv, card: false });
  desk.wantsReply();
}

/** Leaves it with the colleague. */
export const decline = (desk: Desk, row: Row): Promise<unknown> => attempt(desk, "decline", of(row));

/** Back to the queue. */
export const release = (desk: Desk, row: Row): Promise<unknown> => attempt(desk, "release", held(row));

/** The check mark; it can be undone for a while. */
export async function close(desk: Desk, row: Row): Promise<void> {
  if (!(await attempt(desk, "close", held(row)))) return;
  desk.toast("done", t("closedToast"), { does: "reopen", conv: row.conv });
}

/** A closed one is held again. */
export const reopen = (desk: Desk, row: Row): Promise<unknown> => attempt(desk, "reopen", of(row));

/** To a colleague, who may accept; rejects with a Refusal, which the dialog shows. */
export async function transfer(desk: Desk, row: Row, to: string, note: string): Promise<void> {
  await run(desk, "transfer", { ...held(row), to, note });
}

/** To another channel, where it is no longer this operator's; rejects with a Refusal. */
export async function move(desk: Desk, row: Row, to: string, note: string): Promise<void> {
  await run(desk, "move", { ...held(row), to, note });
  const channel = channelName(desk.state.channels, to);
  desk.toast("done", t("movedToast", { channel }));
  desk.place.go({ conv: null, card: false });
}

/** Writes the visitor's city or name; rejects with a Refusal. */
export async function correct(
  desk: Desk,
  conv: string,
  field: "city" | "name",
  value: string,
): Promise<void> {
  await desk.link.command("correct", { conv, field, value });
  await desk.reading.askCard(conv);
}

/** One's own presence; `why`: for colleagues, where one is not free. */
export async function setPresence(desk: Desk, presence: SetPresence["presence"], why = ""): Promise<void> {
  try {
    await desk.link.command("presence", { presence, why });
  } catch (error) {
    desk.toast("bad", reason(error));
  }
}

/** What one says of oneself: how sentences speak, name and title; rejects with a Refusal. */
export async function setOwn(desk: Desk, said: Given<"profile">): Promise<void> {
  await desk.link.command("profile", said);
}
