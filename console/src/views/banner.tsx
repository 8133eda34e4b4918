// The strip over the console: one at a time, the most important first.

import type { Alarm, Held } from "../../../link/src/wire";
import type { Bell } from "../bell";
import { clock, ms } from "../dates";
import type { Desk } from "../desk";
import { permission } from "../notices";
import { plural, t } from "../texts";
import { useDesk, useLasting, useNow } from "./hooks";
import { Icon } from "./icon";
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
    <Ribbon look="bad" icon="circleAlert">
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
    <Ribbon look="warn" icon="circleAlert">
      <span class="grow">
        {plural("limitHolds", people, { time: clock(until) })}{" "}
        <span class="wide">{t("limitName", { name })}</span>
      </span>
    </Ribbon>
  );
}

/** The strip that matters most now, if any. */
export function Banner({ bell }: { bell: Bell }) {
  const desk = useDesk();
  const lost = useLasting(desk.line.lostAt !== null, 1500);
  const now = useNow();
  if (desk.link.state === "stopped")
    return <Stopped because={desk.link.stoppedBecause} successor={desk.successor} />;
  if (lost && desk.line.lostAt !== null) return <Offline desk={desk} since={desk.line.lostAt} />;
  if (desk.state.alarm) return <Late {...desk.state.alarm} />;
  const held = [...desk.state.held.values()].find(({ until }) => ms(until) > now);
  if (held) return <Holding {...held} />;
  if (desk.link.memoryOnly) {
    return (
      <Ribbon look="warn" icon="circleAlert">
        <span class="grow">{t("memoryOnly")}</span>
      </Ribbon>
    );
  }
  const settled = permission() === "granted" || permission() === "none";
  return settled || Date.now() < desk.choices.quietUntil ? null : <Allow desk={desk} bell={bell} />;
}
