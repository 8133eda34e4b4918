// The channels, for screens without a rail.

import type { Channel } from "../../../link/src/wire";
import { visibleChannels } from "../desk/channels";
import { count } from "../desk/counts";
import { MINE } from "../desk/filter";
import { Dialog } from "../ui/dialog";
import { useDesk, useSlice } from "../ui/hooks";
import { Icon } from "../ui/icon";
import { t } from "../words/texts";
import { Counter } from "./counter";
import { Moon } from "./moon";

/** One's own chats, and each channel with its figure. */
export function Channels() {
  const desk = useDesk();
  const { reader } = desk.state;
  const { filter, channels, rows } = useSlice(({ state: { filter, channels, rows } }) => ({
    filter,
    channels,
    rows,
  }));
  const choose = (scope: string) => {
    desk.lists.choose({ ...filter, scope });
    desk.show(null);
  };
  const mine: Channel = { id: MINE, name: t("myChats") };
  return (
    <Dialog title={t("channels")} onClose={() => desk.show(null)}>
      <div class="picks menu">
        {[mine, ...visibleChannels(channels, reader)].map((channel) => (
          <button
            type="button"
            key={channel.id}
            aria-current={filter.scope === channel.id ? "true" : undefined}
            onClick={() => choose(channel.id)}
          >
            <Icon name={channel.id === MINE ? "inbox" : "mapPin"} size="s" />
            <span class="grow">{channel.name}</span>
            <Moon channel={channel} />
            <Counter count={count(rows.values(), channel.id, reader.id)} mine={channel.member ?? false} />
          </button>
        ))}
      </div>
    </Dialog>
  );
}
