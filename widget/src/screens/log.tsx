/** @jsxRuntime classic */
/** @jsx h */
/** The log of a conversation. */
import texts from "#texts";
import { h, type View } from "../dom";
import { further } from "../panel/parts";
import { mayWrite, rowOf, thereOf } from "../panel/state";
import { link, set, state } from "../panel/store";
import type * as Links from "../parts/links";
import { face } from "./composer";
import { help, more } from "./head";
import { type Item, itemsOf } from "./items";
import { button, hidden, icon } from "./views";
import { fill, usual } from "./words";

/** There may be an address in it. */
const MAYBE = /@|\/\/|www\.|mailto:/i;
const SIGNS = { waiting: texts.waiting, sent: texts.sent, read: texts.read, failed: texts.failed };

export function log(onscroll: () => void): View {
  const { conv, typing } = state;
  const { events = [], seen = {}, complete } = link.logs.known.get(conv) ?? {};
  const { owner, state: now } = rowOf(state) ?? {};
  const writable = mayWrite(state, link.now());
  const unsent = link.outbox.pending.filter((one) => (one.conv ? one.conv === conv : writable));
  return (
    <div key="log" class="log" role="log" tabindex="0" onscroll={onscroll}>
      <div class="lines">
        {conv && !complete && <p key="spin" class="sys spin" />}
        {itemsOf(events, unsent, seen).map(drawn)}
        {(now === "waiting" || !(conv || unsent[0])) &&
          there(
            !conv,
            events.every(({ kind }) => kind !== "contact"),
          )}
        {owner &&
          typing?.conv === conv &&
          typing.until > performance.now() &&
          more()?.typing(face(owner, "s"))}
      </div>
    </div>
  );
}

/**
 * Who will answer, or that nobody is there now: one face or sign, one sentence. `alone`: nothing else is there; `asks`
 * for contacts: they have left none, which the log would show.
 */
export function there(alone?: boolean, asks?: boolean): View {
  const { team = [], usual_ms, away } = thereOf(state);
  const words = alone ? (state.started.greeting ?? "") : fill(texts.calling, state.started.people.whom);
  return (
    <div key="wait" class={alone ? "wait hi" : "wait"}>
      <span class="faces">{team[0] ? team.map((who) => face(who, alone ? "l" : "md")) : icon("moon")}</span>
      <p>
        <b>{away?.[texts.language as "ru"] ?? words}</b>
        {team[0] ? usual(usual_ms) : asks && button("", texts.leave, () => set({ screen: "leave" }))}
      </p>
    </div>
  );
}

function drawn({ key, text, side, by, time, sign, gap, tail, pending }: Item): View {
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
      {pending?.reason && more()?.[sign === "failed" ? "repair" : "held"](pending, help())}
    </div>
  );
}
