// The channels, for screens without a rail.

import { visibleChannels } from "../desk/channels";
import { count } from "../desk/counts";
import { MINE } from "../desk/filter";
import { Dialog } from "../ui/dialog";
import { useDesk, useSlice } from "../ui/hooks";
import { Icon } from "../ui/icon";
import { t } from "../words/texts";
import { Counter } from "./counter";

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
  const entries = [{ id: MINE, name: t("myChats"), member: false }, ...visibleChannels(channels, reader)];
  return (
    <Dialog title={t("channels")} onClose={() => desk.show(null)}>
      <div class="picks menu">
        {entries.map(({ id, name, member = false }) => (
          <button
            type="button"
            key={id}
            aria-current={filter.scope === id ? "true" : undefined}
            onClick={() => choose(id)}
          >
            <Icon name={id === MINE ? "inbox" : "mapPin"} size="s" />
            <span class="grow">{name}</span>
            <Counter count={count(rows.values(), id, reader.id)} mine={member} />
          </button>
        ))}
      </div>
    </Dialog>
  );
}
