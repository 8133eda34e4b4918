/** @jsxRuntime classic */
/** @jsx h */
/** The log of a conversation. */
import texts from "#texts";
import type { Pending } from "../../../link/src/outbox/pending";
import { h, type Kid, type View } from "../dom";
import { mayWrite, rowOf, thereOf } from "../state";
import { further } from "./further";
import { more } from "./head";
import { type Item, itemsOf } from "./items";
import type * as Links from "./links";
import { face } from "./parts";
import { later, link, state, write } from "./store";
import { button, hidden, icon, iconButton } from "./views";
import { fill, until, usual } from "./words";

/** Less is no wait. */
const NOTICED_MS = 300;
/** There may be an address in it. */
const MAYBE = /@|\/\/|www\.|mailto:/i;
let countdown: ReturnType<typeof setTimeout>;
const SIGNS = { waiting: texts.waiting, sent: texts.sent, read: texts.read, failed: texts.failed };

export function log(onscroll: () => void): View {
  const { conv, typing } = state;
  const { events = [], seen = {}, complete } = link.book.logs.get(conv) ?? {};
  const { owner, state: now } = rowOf(state) ?? {};
  const writable = mayWrite(state, link.now());
  const unsent = link.outbox.pending.filter((one) => (one.conv ? one.conv === conv : writable));
  return (
    <div key="log" class="log" role="log" tabindex="0" onscroll={onscroll}>
      <div class="lines">
        {conv && !complete && <p key="spin" class="sys spin" />}
        {itemsOf(events, unsent, seen).map(line)}
        {(now === "waiting" || !(conv || unsent[0])) && there(!conv)}
        {owner &&
          typing?.conv === conv &&
          typing.until > performance.now() &&
          more()?.typing(face(owner, "s"))}
      </div>
    </div>
  );
}

/** Who will answer, or that nobody is there now: one face or sign, one sentence. `alone`: nothing else is there. */
export function there(alone: boolean): View {
  const { team = [], usual_ms } = thereOf(state);
  const words = alone ? (state.started.greeting ?? "") : fill(texts.calling, state.started.people.whom);
  return (
    <div key="wait" class={alone ? "wait hi" : "wait"}>
      <span class="faces">{team[0] ? team.map((host) => face(host, alone ? "l" : "md")) : icon("moon")}</span>
      <p>
        <b>{team[0] ? words : texts.team_away}</b>
        {team[0] && usual(usual_ms)}
      </p>
    </div>
  );
}

function line({ key, text, side, by, time, sign, gap, tail, pending }: Item): View {
  if (!time)
    return (
      <p key={key} class={side}>
        {by && face(by, "xs")}
        {text}
      </p>
    );
  return (
    <div key={key} class={`${side} ${sign} ${gap}`}>
      {by && tail && face(by, "s")}
      <p class={`b ${tail}`}>
        {(MAYBE.test(text) && further<typeof Links>("links")?.linked(text)) || text}
        <span class="m">
          {time}
          {sign && [icon(sign), hidden(SIGNS[sign])]}
        </span>
      </p>
      {pending && (sign === "failed" ? repair(pending) : hold(pending))}
    </div>
  );
}

/** What holds a message back, and until when; what stands behind it needs no words of its own. */
function hold({ cid, reason, until: tick }: Pending): Kid {
  const first = link.outbox.pending.find(({ state: now, reason }) => now === "waiting" && reason);
  if (first?.cid !== cid || tick - performance.now() < NOTICED_MS) return "";
  clearTimeout(countdown);
  countdown = setTimeout(later, 1_000);
  return (
    <p class="fix held">
      {reason}. {until(texts.held, tick)}
    </p>
  );
}

const REASONS: Record<string, string> = {
  full: texts.failed_full,
  old: texts.failed_old,
  too_long: texts.failed_long,
};

/** What he can do about a message that did not go. */
function repair({ cid, reason, retriable, body }: Pending): View {
  const drop = () => link.outbox.drop(cid);
  const change = () => {
    drop();
    write(body);
  };
  return (
    <p class="fix" role="alert">
      {/ /.test(reason) ? reason : (REASONS[reason] ?? texts.failed)}
      {button("", retriable ? texts.retry : texts.edit, retriable ? () => link.outbox.retry(cid) : change)}
      {iconButton("x", texts.discard, drop)}
    </p>
  );
}
