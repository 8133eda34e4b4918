// The whole page.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Bell } from "../bell";
import { calling } from "../counts";
import { ms, spoken } from "../dates";
import type { Desk } from "../desk";
import { waitingOf } from "../inbox";
import { isMine, mayOffer, mayPass, rowName, waitsSince } from "../rows";
import { t } from "../texts";
import { Banner } from "./banner";
import { Card } from "./card";
import { Channels } from "./channels";
import { Empty } from "./empty";
import { Help } from "./help";
import { DeskContext, useChanges, useDesk, useNow } from "./hooks";
import { List } from "./list";
import { Me } from "./me";
import { Plug } from "./pictures";
import { Rail } from "./rail";
import { Tabs } from "./tabs";
import { TakeOver } from "./take";
import { Thread } from "./thread";
import { LATE_MS, SOON_MS } from "./timer";
import { Toasts } from "./toasts";
import { Transfer } from "./transfer";

function Skips({ reply }: { reply: boolean }) {
  return (
    <div class="skips">
      <a href="#list">{t("skipList")}</a>
      <a href="#thread">{t("skipThread")}</a>
      {reply && <a href="#reply">{t("skipReply")}</a>}
    </div>
  );
}

/** Says once that somebody has waited for 30 and for 60 seconds; the timers themselves are silent. */
function WaitAnnouncer() {
  const desk = useDesk();
  const now = useNow();
  const before = useRef(now);
  const [words, setWords] = useState("");
  useEffect(() => {
    for (const row of waitingOf(desk.inScope())) {
      const since = ms(waitsSince(row));
      const passed = [LATE_MS, SOON_MS].find(
        (limit) => before.current - since < limit && now - since >= limit,
      );
      if (passed) setWords(t("someoneWaits", { name: rowName(row), time: spoken(passed) }));
    }
    before.current = now;
  }, [now]);
  return (
    <span class="hide" role="status">
      {words}
    </span>
  );
}

function Dialogs({ bell }: { bell: Bell }) {
  const desk = useDesk();
  const { row, dialog } = desk;
  const { reader } = desk.state;
  if (dialog === "transfer") return row && mayOffer(row, reader) ? <Transfer row={row} /> : null;
  if (dialog === "take") return row && mayPass(row, reader) ? <TakeOver row={row} /> : null;
  if (dialog === "me") return <Me bell={bell} />;
  if (dialog === "channels") return <Channels />;
  return dialog === "help" ? <Help /> : null;
}

function useTitle(desk: Desk): void {
  const { rows, rooms, reader } = desk.state;
  const n = desk.covered ? 0 : calling(rows.values(), rooms, reader.id);
  const title = t("pageTitle", { site: desk.parts.site });
  useEffect(() => {
    document.title = n ? `(${n}) ${title}` : title;
  }, [n, title]);
}

function useTheme(desk: Desk): void {
  const { theme } = desk.choices;
  useEffect(() => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
}

/** All that shows what this person knows. */
function Rooms({ desk, bell }: { desk: Desk; bell: Bell }) {
  const { conv } = desk.place.route;
  const cardShown = desk.row !== null && !desk.row.locked && !desk.state.troubles.has(desk.row.conv);
  return (
    <>
      <Rail />
      <main class={`sheet sheet--inbox ${cardShown ? "" : "sheet--two"}`}>
        {conv && <h1 class="hide phone">{t("pageTitle", { site: desk.parts.site })}</h1>}
        <List />
        <Thread />
        {desk.row && cardShown && <Card row={desk.row} />}
      </main>
      <Tabs />
      <Toasts />
      <WaitAnnouncer />
      <Dialogs bell={bell} />
    </>
  );
}

/** What stands here while this browser is another person's. */
function Covered() {
  return (
    <main class="sheet sheet--covered">
      <h1 class="hide">{t("pageTitle", { site: useDesk().parts.site })}</h1>
      <Empty picture={<Plug />} title={t("covered")}>
        <p>{t("coveredHint")}</p>
      </Empty>
    </main>
  );
}

/** The console. */
export function App({ desk, bell }: { desk: Desk; bell: Bell }) {
  useChanges(desk);
  useTitle(desk);
  useTheme(desk);
  const { conv, card } = desk.place.route;
  const mine = desk.row !== null && isMine(desk.row, desk.state.reader.id);
  return (
    <DeskContext.Provider value={desk}>
      <div class="app" data-pane={card ? "card" : conv ? "thread" : "list"}>
        {!desk.covered && <Skips reply={mine} />}
        <Banner bell={bell} />
        {desk.covered ? <Covered /> : <Rooms desk={desk} bell={bell} />}
      </div>
    </DeskContext.Provider>
  );
}
