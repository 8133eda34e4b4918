/** @jsxRuntime classic */
/** @jsx h */
/** Under a message that has not gone: what holds it back and until when, or what can be done about it. */
import texts from "#texts";
import type { Pending } from "../../../link/src/outbox/pending";
import { h, type Kid, type View } from "../dom";
import { button, iconButton } from "../screens/views";
import { until } from "../screens/words";
import type { Help } from "./more";

/** Less is no wait. */
const NOTICED_MS = 300;

const REASONS: Record<string, string> = {
  full: texts.failed_full,
  old: texts.failed_old,
  too_long: texts.failed_long,
};

let countdown: ReturnType<typeof setTimeout>;

/** What stands behind the first one that is held needs no words of its own. */
export function held({ cid, reason, until: tick }: Pending, { outbox, later }: Help): Kid {
  const first = outbox.pending.find(({ state, reason }) => state === "waiting" && reason);
  if (first?.cid !== cid || tick - performance.now() < NOTICED_MS) return "";
  clearTimeout(countdown);
  countdown = setTimeout(later, 1_000);
  return (
    <p class="fix held">
      {reason}. {until(texts.held, tick)}
    </p>
  );
}

/** A refused one: why, and what its author can do about it. */
export function repair({ cid, reason, retriable, body }: Pending, { outbox, write }: Help): View {
  const drop = () => outbox.drop(cid);
  const change = () => {
    drop();
    write(body);
  };
  return (
    <p class="fix" role="alert">
      {/ /.test(reason) ? reason : (REASONS[reason] ?? texts.failed)}
      {button("", retriable ? texts.retry : texts.edit, retriable ? () => outbox.retry(cid) : change)}
      {iconButton("x", texts.discard, drop)}
    </p>
  );
}
