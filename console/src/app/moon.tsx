// Beside a channel that is closed at this hour: a moon, and when it opens on the clock of whoever reads.

import type { Channel } from "../../../link/src/wire";
import { Icon } from "../ui/icon";
import { opening } from "../words/dates";
import { t } from "../words/texts";

export function Moon({ channel: { shut, opens } }: { channel: Channel }) {
  if (!shut) return null;
  const when = opens ? opening(opens, Date.now()) : "";
  return (
    <span class="moon" title={when ? t("channelOpens", { when }) : t("channelShut")}>
      <Icon name="moon" size="s" />
      <span aria-hidden="true">{when}</span>
      <span class="hide">{when ? t("channelOpens", { when }) : t("channelShut")}</span>
    </span>
  );
}
