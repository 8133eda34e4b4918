// The sections of a phone, at its lower edge: the channel's chats, one's own, and the rest.

import { useRef } from "preact/hooks";
import { count } from "../desk/counts";
import { MINE, startScope } from "../desk/filter";
import { memo, useDesk, useSlice } from "../ui/hooks";
import { Icon } from "../ui/icon";
import type { IconName } from "../ui/icons";
import { t } from "../words/texts";
import { Counter } from "./counter";

interface TabProps {
  icon: IconName;
  label: string;
  scope?: string;
  current: boolean;
  onClick: () => void;
}

/** With the number of those who wait for this operator there. */
function Tab({ icon, label, scope, current, onClick }: TabProps) {
  const urgent = useSlice(({ state: { rows, reader } }) =>
    scope ? count(rows.values(), scope, reader.id).urgent : 0,
  );
  return (
    <button type="button" aria-current={current ? "page" : undefined} onClick={onClick}>
      <Icon name={icon} />
      <Counter count={{ urgent, open: 0 }} mine />
      <span>{label}</span>
    </button>
  );
}

/** The channel last looked at, or one's first. */
function useChannel(scope: string): string {
  const seen = useRef("");
  if (scope !== MINE) seen.current = scope;
  return useSlice(({ state }) => startScope(state.channels, seen.current));
}

/** The bar; on wider screens the rail stands in for it. */
export const Tabs = memo(() => {
  const desk = useDesk();
  const filter = useSlice(({ state }) => state.filter);
  const channel = useChannel(filter.scope);
  const choose = (scope: string) => desk.lists.choose({ ...filter, scope });
  return (
    <nav class="tabs phone" aria-label={t("tabsLabel")}>
      <Tab
        icon="inbox"
        label={t("chats")}
        scope={channel}
        current={filter.scope !== MINE}
        onClick={() => choose(channel)}
      />
      <Tab
        icon="user"
        label={t("groupMine")}
        scope={MINE}
        current={filter.scope === MINE}
        onClick={() => choose(MINE)}
      />
      <Tab icon="menu" label={t("more")} current={false} onClick={() => desk.show("me")} />
    </nav>
  );
});
