// The way out, and what must not stay in the browser for the next person.

import { indexedDatabase } from "../../../link/src/outbox/database";
import type { Desk } from "../desk/desk";
import type { Memory } from "../desk/memory";

const STORES = "samovar-console-";

/** The IndexedDB that keeps a person's unsent messages. */
export const storeOf = (person: string): string => STORES + person;

/** What would be lost with leaving now: unsent messages of all tabs, and begun ones. */
export async function unsaid(desk: Desk): Promise<{ messages: number; drafts: number }> {
  const drafts = Object.values(desk.state.drafts).filter(({ text }) => text.trim()).length;
  const pending = desk.link.pending.filter(({ state }) => state !== "sent").length;
  const stored = await indexedDatabase(storeOf(desk.state.reader.id))
    .load()
    .catch(() => []);
  return { messages: Math.max(pending, stored.length), drafts };
}

/** Ends the session, takes everything personal from the browser, and closes the other tabs. False: no answer. */
export async function signOut(desk: Desk): Promise<boolean> {
  const body = new URLSearchParams({ token: desk.parts.session.token });
  desk.link.stop();
  const answer = await fetch("/signout", { method: "POST", body }).catch(() => null);
  if (!answer?.ok) {
    desk.link.start();
    return false;
  }
  wipe(desk.parts.memory, desk.state.reader.id);
  return true;
}

/** Everything personal of this person. */
export function wipe(memory: Memory, person: string): void {
  memory.wipe();
  drop(storeOf(person));
}

/** Of everybody who worked here before: whoever signs in now must not find it. */
export async function wipeOthers(memory: Memory, person: string): Promise<void> {
  memory.wipeOthers();
  const known = await indexedDB.databases?.().catch(() => []);
  for (const { name = "" } of known ?? []) {
    if (name.startsWith(STORES) && name !== storeOf(person)) drop(name);
  }
}

function drop(name: string): void {
  try {
    indexedDB.deleteDatabase(name);
  } catch {
    // Forbidden: then nothing was kept either.
  }
}
