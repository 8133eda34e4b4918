// How long a visitor has been waiting: a ring that fills up to the channel's limit, then a flame.

import { limitsOf } from "../desk/channels";
import { ms, span, spoken } from "../words/dates";
import { t } from "../words/texts";
import { useDesk, useNow } from "./hooks";
import { Icon } from "./icon";

const MINUTE_MS = 60_000;
const ROUND = 37.7; // length of a circle of radius 6

function Ring({ part }: { part: number }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6" />
      <circle cx="8" cy="8" r="6" stroke-dasharray={`${(ROUND * part).toFixed(1)} ${ROUND}`} />
    </svg>
  );
}

/** Runs up from `since`, to the limits of a channel. */
export function WaitTimer({ since, channel }: { since: string; channel: string }) {
  const waited = Math.max(0, useNow() - ms(since));
  const { soon, late } = limitsOf(useDesk().state.channels, channel);
  const tone = waited >= late ? "timer--late" : waited >= soon ? "timer--soon" : "";
  return (
    <span class={`timer ${tone}`} role="timer" aria-label={t("waitsFor", { time: spoken(waited) })}>
      {waited >= late ? <Icon name="flame" size="xs" /> : <Ring part={waited / late} />}
      {span(waited)}
    </span>
  );
}

/** Runs down to `until`. */
export function Countdown({ until }: { until: string }) {
  const left = Math.max(0, ms(until) - useNow());
  return (
    <span class="timer" role="timer" aria-label={t("leftTime", { time: spoken(left) })}>
      <Ring part={Math.min(1, left / MINUTE_MS)} />
      {span(left)}
    </span>
  );
}
