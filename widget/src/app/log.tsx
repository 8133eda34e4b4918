/** @jsxRuntime classic */
/** @jsx h */
/** The log of a conversation. */
import {
  bad_frame, calling, calling_promise, chat, discard, edit, failed, full, loading, nobody, read, retry, sent, team_away,
  typing, waiting,
} from "#texts";
import type { Pending } from "../link/link";
import { mayWrite, rowOf } from "../state";
import { h, type View } from "./dom";
import { type Item, itemsOf } from "./items";
import { linked } from "./links";
import { Face, Hidden, Icon, IconButton } from "./parts";
import { link, state, write } from "./store";
import { fill, firstName } from "./words";

const SIGNS = { waiting, sent, read, failed, "": "" };
const REASONS: Record<string, string> = { full, bad_frame };

export function Log({ onscroll }: { onscroll: (event: Event) => void }): View {
  const { conv, typing, started } = state;
  const log = link.logs.get(conv);
  const row = rowOf(state);
  const writable = mayWrite(state, Date.now());
  const unsent = link.pending.filter((one) => (one.conv ? one.conv === conv : writable));
  const team = started.team ?? [];
  return (
    <div class="log" role="log" tabIndex={0} aria-label={chat} onscroll={onscroll} onkeydown={walk}>
      <div class="lines">
        {conv && !log?.complete && <p class="sys"><span class="spin" /><Hidden text={loading} /></p>}
        {itemsOf(log?.events ?? [], unsent, log?.seen ?? {}).map(line)}
        {row?.state === "waiting" && (
          <div class="wait" role="status">
            {team.map((host) => <Face of={host} size="m" />)}
            <p>
              <b>{team[0] ? calling : nobody}</b>
              {team[0] ? calling_promise : team_away}
            </p>
          </div>
        )}
        {row?.owner && typing.conv === conv && typing.until > Date.now() && <Typing of={row.owner} />}
      </div>
    </div>
  );
}

function Typing({ of }: { of: { name?: string } & Item["by"] & object }): View {
  return (
    <div class="in gap">
      <Face of={of} size="s" />
      <p class="b type tail"><i /><i /><i /><Hidden text={fill(typing, firstName(of.name))} /></p>
    </div>
  );
}

function line({ key, text, side, by, time, sign, gap, tail, pending }: Item): View {
  if (side === "day" || side === "sys") return <p key={key} class={side}>{by && <Face of={by} size="xs" />}{text}</p>;
  return (
    <div key={key} tabIndex={-1} class={`${side} ${sign} ${gap ? "gap" : ""}`}>
      {by && tail && <Face of={by} size="s" />}
      <p class={tail ? "b tail" : "b"}>
        {linked(text)}
        <span class="m">{time}{sign && <Icon name={sign} />}<Hidden text={SIGNS[sign]} /></span>
      </p>
      {pending && sign === "failed" && <Repair {...pending} />}
    </div>
  );
}

/** What he can do about a message that did not go. */
function Repair({ cid, reason, retriable, body }: Pending): View {
  const drop = () => link.discard(cid);
  const change = () => {
    drop();
    write(body);
  };
  return (
    <p class="fix" role="alert">
      {REASONS[reason] ?? reason}
      <button type="button" onclick={retriable ? () => link.retry(cid) : change}>{retriable ? retry : edit}</button>
      <IconButton name="x" text={discard} act={drop} />
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
