// The console's start: what the page says, the link, the desk, the view.

import { render } from "preact";
import { byLongPoll } from "../../../link/src/connection/closing";
import { longPoll } from "../../../link/src/connection/long-poll";
import { signs } from "../../../link/src/connection/socket";
import { OperatorClient } from "../../../link/src/operator-client";
import type { Boot } from "../../../link/src/wire";
import { Desk } from "../desk/desk";
import { Memory } from "../desk/memory";
import { pinging } from "../desk/ping";
import { parse } from "../desk/route";
import { Bell } from "../notices/bell";
import { storeOf, wipeOthers } from "../people/leaving";
import { afterRefusal, bootOf, renew, shareTabs } from "../people/person";
import { inOurLetters } from "../words/latin";
import { language } from "../words/texts";
import { App } from "./app";
import { onKey } from "./keys";
import { storage } from "./storage";
import { keepWhole } from "./whole";

function makeDesk(boot: Boot): Desk {
  const session = { token: boot.token };
  const memory = new Memory(storage(), boot.me.id ?? "");
  const link = new OperatorClient({
    url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/operator`,
    database: storeOf(boot.me.id ?? ""),
    who: boot.me.id ?? "",
    lang: language,
    reads: inOurLetters,
    token: async (again) => {
      if (again) await renew(desk);
      return session.token;
    },
    socket: (url, other) =>
      byLongPoll(other, Date.now(), memory.recall().polled)
        ? longPoll(url, memory)
        : pinging(url, (ms) => desk.health.measured(ms)),
  });
  const { me, role, site, left = 0 } = boot;
  const desk = new Desk({ me, role, site, left, session, link, memory });
  return desk;
}

/** What the browser tells the whole page. */
function listen(desk: Desk): void {
  const place = () => parse(location.pathname, location.hash);
  addEventListener("popstate", () => desk.place.arrive(place()));
  addEventListener("keydown", (event) => onKey(event, desk));
  addEventListener("storage", ({ key }) => {
    if (key?.startsWith("samovar.choices.")) desk.recallChoices();
  });
  signs(window, () => {
    if (document.visibilityState === "visible" || !navigator.onLine) desk.link.wake();
    desk.changed();
  });
  for (const sign of ["focus", "blur"]) addEventListener(sign, () => desk.changed());
  desk.place.arrive(place());
  const tell = shareTabs(desk);
  desk.onLeave = () => tell({ id: "", name: "" });
  const end = desk.subscribe(() => {
    if (desk.link.stoppedBecause !== "forbidden") return;
    end();
    afterRefusal(desk);
  });
}

function start(): void {
  keepWhole();
  const desk = makeDesk(bootOf(document));
  const bell = new Bell(desk);
  bell.start();
  listen(desk);
  const root = document.getElementById("app") ?? document.body;
  root.replaceChildren();
  render(<App desk={desk} bell={bell} />, root);
  desk.link.start();
  wipeOthers(desk.parts.memory, desk.state.reader.id);
}

start();
