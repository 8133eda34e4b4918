// The left rail: brand, own chats, channels with their counts, the settings, oneself.

import { abbreviation, visibleChannels } from "../desk/channels";
import { count } from "../desk/counts";
import { MINE } from "../desk/filter";
import { ownPresence, Ping, PresenceSwitch, presenceWords } from "../people/presence";
import { Face } from "../ui/avatar";
import { memo, useDesk, useSlice } from "../ui/hooks";
import { Icon, Mark } from "../ui/icon";
import { plural, t } from "../words/texts";
import { Counter } from "./counter";
import { Moon } from "./moon";

function Figure({ scope, mine }: { scope: string; mine: boolean }) {
  const { reader } = useDesk().state;
  const figure = useSlice(({ state }) => count(state.rows.values(), scope, reader.id));
  return <Counter count={figure} mine={mine} />;
}

function ScopeLinks() {
  const desk = useDesk();
  const { filter, channels } = useSlice(({ state: { filter, channels } }) => ({ filter, channels }));
  const choose = (scope: string) => desk.lists.choose({ ...filter, scope });
  const current = (scope: string) => (filter.scope === scope ? ("page" as const) : undefined);
  return (
    <>
      <button
        type="button"
        class="nav"
        title={t("myChats")}
        aria-current={current(MINE)}
        onClick={() => choose(MINE)}
      >
        <Icon name="inbox" />
        <span>{t("myChats")}</span>
        <Figure scope={MINE} mine={false} />
      </button>
      <h2>{t("channels")}</h2>
      {visibleChannels(channels, desk.state.reader).map((channel) => (
        <button
          type="button"
          class="nav"
          key={channel.id}
          title={channel.name}
          aria-current={current(channel.id)}
          onClick={() => choose(channel.id)}
        >
          <i class="abbr" aria-hidden="true">
            {abbreviation(channel.name)}
          </i>
          <span>{channel.name}</span>
          <Moon channel={channel} />
          <Figure scope={channel.id} mine={channel.member ?? false} />
        </button>
      ))}
    </>
  );
}

function Myself() {
  const desk = useDesk();
  const presence = useSlice(ownPresence);
  const { name = "", photo } = useSlice(({ myself }) => myself);
  return (
    <div class="me">
      <button type="button" class="me__top" aria-haspopup="dialog" onClick={() => desk.show("me")}>
        <Face name={name} photo={photo} presence={presence} />
        <span class="grow">
          <b class="cut">{name}</b>
          <Ping />
          <span class="hide">{t("profile", { presence: presenceWords(presence) })}</span>
        </span>
        <span class="ib ib--s">
          <Icon name="ellipsis" />
        </span>
      </button>
      <PresenceSwitch />
    </div>
  );
}

/** The rail; on a phone the list's header stands in for it. */
export const Rail = memo(() => {
  const desk = useDesk();
  const home = (event: MouseEvent) => {
    event.preventDefault();
    desk.place.go({ conv: null, card: false });
  };
  return (
    <nav class="rail scroll" aria-label={t("railLabel")}>
      <a class="brand" href="/console" aria-label={desk.parts.site} onClick={home}>
        <Mark />
        <span class="cut">{desk.parts.site}</span>
      </a>
      <ScopeLinks />
      <div class="sp" />
      {desk.parts.role === "administrator" && (
        <a class="nav" href="/settings" title={t("settings")}>
          <Icon name="settings" />
          <span>{t("settings")}</span>
          {desk.parts.left > 0 && (
            <span class="n n--soft">
              <span aria-hidden="true">{desk.parts.left}</span>
              <span class="hide">{plural("stepsLeft", desk.parts.left)}</span>
            </span>
          )}
        </a>
      )}
      <Myself />
    </nav>
  );
});
