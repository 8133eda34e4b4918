// The strip over the console: one at a time, the most important first.

import type { Alarm, Held } from "../../../link/src/wire";
import type { Desk } from "../desk/desk";
import type { Bell } from "../notices/bell";
import { permission } from "../notices/notices";
import { memo, useDesk, useLasting, useNow, useSlice } from "../ui/hooks";
import { Icon } from "../ui/icon";
import { clock, ms } from "../words/dates";
import { plural, t } from "../words/texts";
import { Offline, Stopped } from "./offline";
import { Ribbon } from "./ribbon";

const QUIET_MS = 24 * 3600_000;

function Allow({ desk, bell }: { desk: Desk; bell: Bell }) {
  const denied = permission() === "denied";
  const allow = async () => {
    const text = await bell.test();
    const sign = permission() === "granted" ? "done" : "bad";
    desk.toast(sign, text);
  };
  return (
    <section class="banner" aria-label={t("notifications")}>
      <Icon name={denied ? "bellOff" : "bellRing"} />
      <span class="grow">
        {t(denied ? "notificationsDenied" : "notificationsAllow")}
        <span class="wide"> {t(denied ? "notificationsHow" : "notificationsWhy")}</span>
      </span>
      {!denied && (
        <button type="button" class="btn btn--plain btn--s" onClick={allow}>
          {t("allow")}
        </button>
      )}
      <button
        type="button"
        class="ib ib--s"
        aria-label={t("hideTillTomorrow")}
        onClick={() => desk.choose({ quietUntil: Date.now() + QUIET_MS })}
      >
        <Icon name="x" size="s" />
      </button>
    </section>
  );
}

function Late({ since = "", clients = 0 }: Omit<Alarm, "t">) {
  return (
    <Ribbon tone="bad" icon="circleAlert">
      <span class="grow">
        {t("late")} <span class="wide">{plural("lateSince", clients, { time: clock(since) })}</span>
      </span>
    </Ribbon>
  );
}

/** Visitors wait for a limit; each of them reads so. */
function Holding({ limit, people, until }: Omit<Held, "t">) {
  const name = `SAMOVAR_LIMIT_${limit.toUpperCase()}`;
  return (
    <Ribbon tone="warn" icon="circleAlert">
      <span class="grow">
        {plural("limitHolds", people, { time: clock(until) })}{" "}
        <span class="wide">{t("limitName", { name })}</span>
      </span>
    </Ribbon>
  );
}

const shown = ({ link, health, state, choices, successor }: Desk) => ({
  stopped: link.state === "stopped",
  because: link.stoppedBecause,
  successor,
  lostAt: health.lostAt,
  alarm: state.alarm,
  holds: state.held,
  memoryOnly: link.memoryOnly,
  allowed: permission(),
  quietUntil: choices.notify ? choices.quietUntil : Number.POSITIVE_INFINITY,
});

/** The strip that matters most now, if any. */
export const Banner = memo(({ bell }: { bell: Bell }) => {
  const desk = useDesk();
  const { stopped, because, successor, lostAt, alarm, holds, memoryOnly, allowed, quietUntil } =
    useSlice(shown);
  const lost = useLasting(lostAt !== null, 1500);
  const now = useNow();
  if (stopped) return <Stopped because={because} successor={successor} />;
  if (lost && lostAt !== null) return <Offline since={lostAt} />;
  if (alarm) return <Late {...alarm} />;
  const held = [...holds.values()].find(({ until }) => ms(until) > now);
  if (held) return <Holding {...held} />;
  if (memoryOnly) {
    return (
      <Ribbon tone="warn" icon="circleAlert">
        <span class="grow">{t("memoryOnly")}</span>
      </Ribbon>
    );
  }
  const settled = allowed === "granted" || allowed === "none";
  return settled || Date.now() < quietUntil ? null : <Allow desk={desk} bell={bell} />;
});
