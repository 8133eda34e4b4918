/** @jsxRuntime classic */
/** @jsx h */
/** The log of a conversation. */
import {
  calling, calling_promise, chat, discard, edit, failed, nobody, read, retry, sent, team_away, typing as typingText,
  waiting,
} from "#texts";
import { h, type View } from "../dom";
import type { Pending } from "../link/outbox";
import { mayWrite, rowOf } from "../state";
import { type Item, itemsOf } from "./items";
import { linked } from "./links";
import { button, face, hidden, icon, iconButton } from "./parts";
import { link, state, write } from "./store";
import { fill, firstName } from "./words";

const SIGNS = { waiting, sent, read, failed };

export function log(onscroll: () => void): View {
  const { conv, typing, started } = state;
  const { events = [], seen = {}, complete } = link.book.logs.get(conv) ?? {};
  const { owner, state: now } = rowOf(state) ?? {};
  const team = started.team ?? [];
  const writable = mayWrite(state, Date.now());
  const unsent = link.outbox.pending.filter((one) => (one.conv ? one.conv === conv : writable));
  return (
    <div key="log" class="log" role="log" tabindex="0" aria-label={chat} onscroll={onscroll} onkeydown={walk}>
      <div class="lines">
        {conv && !complete && <p key="spin" class="sys spin" />}
        {itemsOf(events, unsent, seen).map(line)}
        {now === "waiting" && (
          <div key="wait" class="wait" role="status">
            {team.map((host) => face(host, "md"))}
            <p><b>{team[0] ? calling : nobody}</b>{team[0] ? calling_promise : team_away}</p>
          </div>
        )}
        {owner && typing?.conv === conv && typing.until > Date.now() && (
          <div key="typing" class="in gap">
            {face(owner, "s")}
            <p class="b type tail"><i /><i /><i />{hidden(fill(typingText, firstName(owner.name)))}</p>
          </div>
        )}
      </div>
    </div>
  );
}

function line({ key, text, side, by, time, sign, gap, tail, pending }: Item): View {
  if (!time) return <p key={key} class={side}>{by && face(by, "xs")}{text}</p>;
  return (
    <div key={key} tabindex="-1" class={`${side} ${sign} ${gap}`}>
      {by && tail && face(by, "s")}
      <p class={`b ${tail}`}>
        {linked(text)}
        <span class="m">{time}{sign && [icon(sign), hidden(SIGNS[sign])]}</span>
      </p>
      {pending && sign === "failed" && repair(pending)}
    </div>
  );
}

/** What he can do about a message that did not go. */
function repair({ cid, reason, retriable, body }: Pending): View {
  const drop = () => link.outbox.discard(cid);
  const change = () => {
    drop();
    write(body);
  };
  return (
    <p class="fix" role="alert">
      {/ /.test(reason) ? reason : failed}
      {button("", retriable ? retry : edit, retriable ? () => link.outbox.retry(cid) : change)}
      {iconButton("x", discard, drop)}
    </p>
  );
}

/** The log is one stop; arrows walk its messages. */
function walk(event: KeyboardEvent): void {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const lines = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>("[tabindex]")];
  const at = lines.indexOf(event.target as HTMLElement);
  if (!step) return;
  event.preventDefault();
  lines.at(at < 0 ? -1 : Math.min(at + step, lines.length - 1))?.focus();
}
