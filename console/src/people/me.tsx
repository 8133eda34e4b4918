// Oneself: presence, connection, theme, a test of the bell, keys, the way out.

import { useState } from "preact/hooks";
import type { Choices } from "../desk/memory";
import type { Bell } from "../notices/bell";
import { Face } from "../ui/avatar";
import { Choice } from "../ui/choice";
import { Dialog } from "../ui/dialog";
import { useDesk, useSlice } from "../ui/hooks";
import { Icon } from "../ui/icon";
import { type Key, t } from "../words/texts";
import { AboutMe } from "./about-me";
import { ownPresence, Ping, PresenceSwitch, Reason } from "./presence";
import { SignOut } from "./sign-out";

const THEMES: [Choices["theme"], Key, "monitor" | "sun" | "moon"][] = [
  ["auto", "themeAuto", "monitor"],
  ["light", "themeLight", "sun"],
  ["dark", "themeDark", "moon"],
];

function ThemeSwitch() {
  const desk = useDesk();
  const theme = useSlice(({ choices }) => choices.theme);
  const options = THEMES.map(([value, words, icon]) => ({
    value,
    label: t(words),
    content: [<Icon key="icon" name={icon} size="s" />, t(words)],
  }));
  return (
    <Choice label={t("theme")} options={options} value={theme} onChoose={(theme) => desk.choose({ theme })} />
  );
}

function BellTest({ bell }: { bell: Bell }) {
  const [words, setWords] = useState("");
  return (
    <>
      <button type="button" class="btn btn--plain btn--wide" onClick={() => bell.test().then(setWords)}>
        <Icon name="bellRing" size="s" />
        {t("testBell")}
      </button>
      <p class="small muted" role="status">
        {words}
      </p>
    </>
  );
}

/** The sheet behind one's own face. */
export function Me({ bell }: { bell: Bell }) {
  const desk = useDesk();
  const presence = useSlice(ownPresence);
  const { name = "", photo } = useSlice(({ myself }) => myself);
  const face = <Face name={name} photo={photo} size="l" presence={presence} />;
  return (
    <Dialog title={name} subtitle={<Ping />} face={face} onClose={() => desk.show(null)}>
      <div>
        <p class="lab">{t("myPresence")}</p>
        <PresenceSwitch wide />
        <Reason />
      </div>
      <AboutMe />
      <div>
        <p class="lab">{t("theme")}</p>
        <ThemeSwitch />
      </div>
      <div class="me__acts">
        {desk.parts.role === "administrator" && (
          <a class="btn btn--plain btn--wide phone" href="/settings">
            <Icon name="settings" size="s" />
            {t("settings")}
          </a>
        )}
        <BellTest bell={bell} />
        <button type="button" class="btn btn--plain btn--wide desk" onClick={() => desk.show("help")}>
          <Icon name="keyboard" size="s" />
          {t("keysTitle")}
        </button>
        <a class="btn btn--plain btn--wide" href="/settings/me">
          <Icon name="user" size="s" />
          {t("mySettings")}
        </a>
        <SignOut />
      </div>
    </Dialog>
  );
}
