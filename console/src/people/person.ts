// Whose page this is. It never becomes another's; tabs tell each other who signs in and out.

import type { Boot } from "../../../link/src/wire";
import type { Desk } from "../desk/desk";
import { inOurLetters } from "../words/latin";
import { wipe } from "./leaving";

const TABS = "samovar-person";

/** What the server tells a console page. */
export const bootOf = (page: Document): Boot =>
  inOurLetters(JSON.parse(page.getElementById("boot")?.textContent ?? "{}"));

/** The same page as it would be drawn now; null where one has to sign in first. */
async function bootNow(): Promise<Boot | null> {
  const answer = await fetch("/console");
  if (answer.redirected || !answer.ok) return null;
  return bootOf(new DOMParser().parseFromString(await answer.text(), "text/html"));
}

/** A fresh token of the same person; of another's session this page takes nothing and stops. */
export async function renew(desk: Desk): Promise<void> {
  const now = await bootNow();
  if (now && now.me.id !== desk.state.reader.id) desk.replaced(now.me.name ?? "");
  else if (now) desk.parts.session.token = now.token;
}

interface Said {
  id: string;
  name: string;
}

/** Tells other tabs who works here now, or (`id` empty) that nobody does, and listens to them. */
export function shareTabs(desk: Desk): (said: Said) => void {
  if (!("BroadcastChannel" in globalThis)) return () => {};
  const tabs = new BroadcastChannel(TABS);
  const { id = "", name = "" } = desk.parts.me;
  tabs.onmessage = ({ data }: MessageEvent<Said>) => {
    if (!data.id) location.replace("/signin");
    else if (data.id !== id) desk.replaced(data.name);
    else if (desk.link.state === "stopped" && desk.link.stoppedBecause === "token") desk.link.start();
  };
  tabs.postMessage({ id, name });
  return (said) => tabs.postMessage(said);
}

/** Whoever may no longer work here at all leaves nothing behind. */
export async function afterRefusal(desk: Desk): Promise<void> {
  const now = await bootNow().catch(() => undefined);
  if (now === null) wipe(desk.parts.memory, desk.state.reader.id);
}
