// The strip over the console: one at a time, the most important first.

import type { ComponentChildren } from "preact";
import { soon } from "../../../widget/src/link/said";
import { type Alarm, Close, type Held } from "../../../widget/src/link/wire";
import type { Bell } from "../bell";
import { clock, ms } from "../dates";
import type { Desk } from "../desk";
import type { IconName } from "../icons";
import { permission } from "../notices";
import { type Key, language, plural, t } from "../texts";
import { useDesk, useLasting, useNow } from "./hooks";
import { Icon } from "./icon";

const LONG_MS = 120_000;
const QUIET_MS = 24 * 3600_000;

interface StripProps {
  look?: "" | "warn" | "bad";
  icon?: IconName;
  role?: "status" | "alert";
  children: ComponentChildren;
}

function Strip({ look = "", icon, role = "status", children }: StripProps) {
  return (
    <div class={`banner ${look && `banner--${look}`}`} role={role}>
      {icon ? <Icon name={icon} /> : <span class="spin" />}
      {children}
    </div>
  );
}

const STOPPED: Record<string, [words: Key, action: Key, href: string]> = {
  person: ["stoppedPerson", "reload", ""],
  token: ["stoppedToken", "signInAgain", "/signin"],
  forbidden: ["stoppedForbidden", "reload", ""],
  replaced: ["stoppedReplaced", "workHere", ""],
  version: ["stoppedVersion", "reload", ""],
  reset: ["stoppedReset", "reload", ""],
};

function Stopped({ because, successor }: { because: string; successor: string }) {
  const [words, action, href] = STOPPED[because] ?? ["stoppedReset", "reload", ""];
  return (
    <Strip look="bad" icon="cloudOff" role="alert">
      <span class="grow">{t(words, { name: successor })}</span>
      {href ? (
        <a class="btn btn--plain btn--s" href={href}>
          {t(action as Key)}
        </a>
      ) : (
        <button type="button" class="btn btn--plain btn--s" onClick={() => location.reload()}>
          {t(action as Key)}
        </button>
      )}
    </Strip>
  );
}

function Offline({ desk, since }: { desk: Desk; since: number }) {
  useNow();
  const now = performance.now();
  const { nextTry } = desk.link;
  const seconds = nextTry === null ? 0 : Math.ceil((nextTry - now) / 1000);
  const long = now - since > LONG_MS;
  const first = desk.state.epoch === "";
  const minutes = Math.floor((now - since) / 60_000);
  const words = long
    ? plural("offlineLong", minutes)
    : desk.link.why === Close.RATE
      ? t("hurried", { when: soon((nextTry ?? now) - now, language) })
      : t(desk.link.why === Close.BUSY ? "crowded" : first ? "connecting" : "offline");
  return (
    <Strip look={long ? "bad" : "warn"} {...(long && { icon: "cloudOff" as const })}>
      <span class="grow">
        {words}{" "}
        <span aria-hidden="true" class="wide">
          {seconds > 0 ? t("nextTry", { n: seconds }) : t("trying")}
        </span>
      </span>
      <button type="button" class="btn btn--ghost btn--s" onClick={() => desk.link.wake()}>
        {t("tryNow")}
      </button>
    </Strip>
  );
}

function Allow({ desk, bell }: { desk: Desk; bell: Bell }) {
  const denied = permission() === "denied";
  const allow = async () => {
    const text = await bell.test();
    const sign = permission() === "granted" ? "done" : "bad";
    desk.dispatch({ type: "toast", toast: { sign, text } });
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
    <Strip look="bad" icon="circleAlert">
      <span class="grow">
        {t("late")} <span class="wide">{plural("lateSince", clients, { time: clock(since) })}</span>
      </span>
    </Strip>
  );
}

/** Visitors wait for a limit; each of them reads so. */
function Holding({ limit, people, until }: Omit<Held, "t">) {
  const name = `SAMOVAR_LIMIT_${limit.toUpperCase()}`;
  return (
    <Strip look="warn" icon="circleAlert">
      <span class="grow">
        {plural("limitHolds", people, { time: clock(until) })}{" "}
        <span class="wide">{t("limitName", { name })}</span>
      </span>
    </Strip>
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
      <Strip look="warn" icon="circleAlert">
        <span class="grow">{t("memoryOnly")}</span>
      </Strip>
    );
  }
  const settled = permission() === "granted" || permission() === "none";
  return settled || Date.now() < desk.choices.quietUntil ? null : <Allow desk={desk} bell={bell} />;
}
