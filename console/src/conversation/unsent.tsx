// A message on its way: what holds it, why it failed, what can be done.

import type { Pending } from "../../../link/src/operator-client";
import { soon } from "../../../link/src/text/said";
import { useDesk, useNow } from "../ui/hooks";
import { Icon } from "../ui/icon";
import type { IconName } from "../ui/icons";
import { Words } from "../ui/linked";
import { clock } from "../words/dates";
import { type Key, language, t } from "../words/texts";

const REASONS: Record<string, Key> = {
  "": "notSent",
  full: "failedFull",
  bad_frame: "failedFrame",
  old: "failedOld",
  too_long: "failedLong",
};

/** Less is no wait. */
const NOTICED_MS = 300;

/** What holds a message back, and until when; what stands behind it needs no words of its own. */
function Hold({ pending: { reason, until } }: { pending: Pending }) {
  useNow();
  const left = until - performance.now();
  if (!reason || left < NOTICED_MS) return null;
  return (
    <p class="small muted">
      {reason}. {t("held", { when: soon(left, language) })}
    </p>
  );
}

function Failed({ pending }: { pending: Pending }) {
  const { link } = useDesk();
  const known = REASONS[pending.reason];
  return (
    <p class="bad" role="alert">
      {known ? t(known) : pending.reason}
      {pending.retriable && (
        <button type="button" class="link" onClick={() => link.retry(pending.cid)}>
          {t("again")}
        </button>
      )}
      <button type="button" class="link" onClick={() => link.discard(pending.cid)}>
        {t("discard")}
      </button>
    </p>
  );
}

const SIGNS: Record<Pending["state"], [IconName, Key, string]> = {
  waiting: ["clock", "tickWaiting", "b--wait"],
  sending: ["clock", "tickWaiting", "b--wait"],
  sent: ["check", "tickSent", ""],
  failed: ["circleAlert", "tickFailed", "b--bad"],
};

/** Its bubble. */
export function Unsent({ pending, first, last }: { pending: Pending; first: boolean; last: boolean }) {
  const [icon, words, bubble] = SIGNS[pending.state];
  const note = pending.kind === "note" ? "b--note" : bubble;
  return (
    <div class={`msg msg--me ${first ? "gap" : ""}`} data-entry>
      <div class={`b ${note} ${last ? "tail" : ""}`}>
        <Words text={pending.body} />
        <span class="m" title={t(words)}>
          {clock(new Date(pending.at).toISOString())} <Icon name={icon} />
          <span class="hide">{t(words)}</span>
        </span>
      </div>
      {pending.state === "failed" && <Failed pending={pending} />}
      {pending.state === "waiting" && <Hold pending={pending} />}
    </div>
  );
}
