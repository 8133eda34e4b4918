// How long a visitor has been waiting: a ring that fills in a minute, then a flame.

import { ms, span, spoken } from "../words/dates";
import { t } from "../words/texts";
import { useNow } from "./hooks";
import { Icon } from "./icon";

/** From here on the wait is long, and from there on too long. */
export const SOON_MS = 30_000;
export const LATE_MS = 60_000;

const ROUND = 37.7; // length of a circle of radius 6

function Ring({ part }: { part: number }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6" />
      <circle cx="8" cy="8" r="6" stroke-dasharray={`${(ROUND * part).toFixed(1)} ${ROUND}`} />
    </svg>
  );
}

/** Runs up from `since`. */
export function WaitTimer({ since }: { since: string }) {
  const waited = Math.max(0, useNow() - ms(since));
  const tone = waited >= LATE_MS ? "timer--late" : waited >= SOON_MS ? "timer--soon" : "";
  return (
    <span class={`timer ${tone}`} role="timer" aria-label={t("waitsFor", { time: spoken(waited) })}>
      {waited >= LATE_MS ? <Icon name="flame" size="xs" /> : <Ring part={waited / LATE_MS} />}
      {span(waited)}
    </span>
  );
}

/** Runs down to `until`. */
export function Countdown({ until }: { until: string }) {
  const left = Math.max(0, ms(until) - useNow());
  return (
    <span class="timer" role="timer" aria-label={t("leftTime", { time: spoken(left) })}>
      <Ring part={Math.min(1, left / LATE_MS)} />
      {span(left)}
    </span>
  );
}
