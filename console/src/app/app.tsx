// The whole page.

import { useEffect, useRef, useState } from "preact/hooks";
import { Card } from "../card/card";
import { TakeOver } from "../conversation/take";
import { Thread } from "../conversation/thread";
import { Transfer } from "../conversation/transfer";
import { limitsOf } from "../desk/channels";
import { calling } from "../desk/counts";
import type { Desk } from "../desk/desk";
import { waitingOf } from "../desk/filter";
import { isMine, mayOffer, mayPass, rowName, waitsSince } from "../desk/rows";
import { List } from "../inbox/list";
import type { Bell } from "../notices/bell";
import { Toasts } from "../notices/toasts";
import { Me } from "../people/me";
import { Empty } from "../ui/empty";
import { DeskContext, useDesk, useNow, useSlice } from "../ui/hooks";
import { Plug } from "../ui/pictures";
import { ms, spoken } from "../words/dates";
import { t } from "../words/texts";
import { Banner } from "./banner";
import { Channels } from "./channels";
import { Help } from "./help";
import { Rail } from "./rail";
import { Tabs } from "./tabs";

function Skips({ reply }: { reply: boolean }) {
  return (
    <div class="skips">
      <a href="#list">{t("skipList")}</a>
      <a href="#thread">{t("skipThread")}</a>
      {reply && <a href="#reply">{t("skipReply")}</a>}
    </div>
  );
}

/** Says once that somebody has waited long, and once that it is too long; the timers themselves are silent. */
function WaitAnnouncer() {
  const desk = useDesk();
  const now = useNow();
  const before = useRef(now);
  const [words, setWords] = useState("");
  useEffect(() => {
    for (const row of waitingOf(desk.inScope())) {
      const since = ms(waitsSince(row));
      const { soon, late } = limitsOf(desk.state.channels, row.channel);
      const passed = [late, soon].find((limit) => before.current - since < limit && now - since >= limit);
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
  const { reader } = useDesk().state;
  const { row, dialog } = useSlice(({ row, dialog }) => ({ row, dialog }));
  if (dialog === "transfer") return row && mayOffer(row, reader) ? <Transfer row={row} /> : null;
  if (dialog === "take") return row && mayPass(row, reader) ? <TakeOver row={row} /> : null;
  if (dialog === "me") return <Me bell={bell} />;
  if (dialog === "channels") return <Channels />;
  return dialog === "help" ? <Help /> : null;
}

function useTitle(): void {
  const n = useSlice(({ covered, state: { rows, channels, reader } }) =>
    covered ? 0 : calling(rows.values(), channels, reader.id),
  );
  const title = t("pageTitle", { site: useDesk().parts.site });
  useEffect(() => {
    document.title = n ? `(${n}) ${title}` : title;
  }, [n, title]);
}

function useTheme(): void {
  const theme = useSlice(({ choices }) => choices.theme);
  useEffect(() => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
}

/** All that shows what this person knows. */
function Panes({ bell }: { bell: Bell }) {
  const { site } = useDesk().parts;
  const { conv, row, trouble } = useSlice(({ place, row, state }) => ({
    conv: place.route.conv,
    row,
    trouble: row && state.troubles.get(row.conv),
  }));
  const cardShown = row !== null && !row.locked && !trouble;
  return (
    <>
      <Rail />
      <main class={`sheet sheet--inbox ${cardShown ? "" : "sheet--two"}`}>
        {conv && <h1 class="hide phone">{t("pageTitle", { site })}</h1>}
        <List />
        <Thread />
        {cardShown && <Card row={row} />}
      </main>
      <Tabs />
      <Toasts />
      <WaitAnnouncer />
      <Dialogs bell={bell} />
    </>
  );
}

/** What stands here while this browser is another person's, or this person may see other things. */
function Covered() {
  const { parts, link } = useDesk();
  return (
    <main class="sheet sheet--covered">
      <h1 class="hide">{t("pageTitle", { site: parts.site })}</h1>
      <Empty picture={<Plug />} title={t("covered")}>
        <p>{t(link.stoppedBecause === "person" ? "coveredHint" : "changedHint")}</p>
      </Empty>
    </main>
  );
}

function Page({ bell }: { bell: Bell }) {
  useTitle();
  useTheme();
  const { covered, pane, mine } = useSlice(({ covered, place: { route }, row, state }) => ({
    covered,
    pane: route.card ? "card" : route.conv ? "thread" : "list",
    mine: row !== null && isMine(row, state.reader.id),
  }));
  return (
    <div class="app" data-pane={pane}>
      {!covered && <Skips reply={mine} />}
      <Banner bell={bell} />
      {covered ? <Covered /> : <Panes bell={bell} />}
    </div>
  );
}

/** The console. */
export function App({ desk, bell }: { desk: Desk; bell: Bell }) {
  return (
    <DeskContext.Provider value={desk}>
      <Page bell={bell} />
    </DeskContext.Provider>
  );
}
