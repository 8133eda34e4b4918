/** @jsxRuntime classic */
/** @jsx h */
/** A conversation: the log, and where he writes. */
import { h, type View } from "../dom";
import type { Pending } from "../link/link";
import { mayWrite, openRow, rowOf } from "../state";
import { Entry } from "./bubble";
import { Composer } from "./composer";
import { Header, Strip } from "./header";
import { itemsOf } from "./items";
import { Credit, Face, Hidden, Icon } from "./parts";
import type { Scene } from "./scene";
import { say } from "./words";

export function TalkScreen(scene: Scene): (View | null)[] {
  const { state, act } = scene;
  return [
    <Header key="head" {...scene} />,
    Strip(scene),
    <Log key="log" {...scene} />,
    state.up && (
      <button key="down" class={`down ${state.fresh ? "new" : ""}`} type="button" aria-label={say("to_bottom")} onclick={act.down}>
        {state.fresh && say("new_messages")}
        <Icon name="down" />
      </button>
    ),
    mayWrite(state, scene.now) ? <Composer key="composer" {...scene} /> : <Onward key="on" {...scene} />,
    <Credit key="credit" />,
  ] as (View | null)[];
}

function Log({ state, link, act, origin, lang, now }: Scene): View {
  const log = link.logs.get(state.conv);
  const unsent = link.pending.filter((one) => isHere(one, state.conv, mayWrite(state, now)));
  const items = itemsOf(log?.events ?? [], unsent, log?.seen ?? {}, lang, now);
  const row = rowOf(state);
  const typing = state.typing === state.conv && row?.owner;
  return (
    <div class="log" role="log" aria-live="polite" tabIndex={0} aria-label={say("chat")} onscroll={(event: Event) => act.scrolled(event.target as Element)} onkeydown={walk}>
      {state.conv && !log?.complete && <p key="older" class="sys"><span class="spin" /><Hidden text="loading" /></p>}
      {items.map((item) => <Entry key={item.key} item={item} scene={{ state, link, act, origin, lang, now } as Scene} />)}
      {row?.state === "waiting" && !row.owner && <Calling key="calling" team={state.started.team ?? []} origin={origin} />}
      {typing && (
        <div key="typing" class="msg gap">
          <Face of={typing} origin={origin} size="s" />
          <div class="b type tail"><i /><i /><i /><span class="hide">{say("typing", typing.name?.split(" ")[0])}</span></div>
        </div>
      )}
    </div>
  );
}

function isHere({ conv }: Pending, shown: string, writable: boolean): boolean {
  return conv ? conv === shown : writable;
}

function Calling({ team, origin }: { team: { name: string; photo?: string }[]; origin: string }): View {
  return (
    <div class="wait" role="status">
      {team.map((host) => <Face key={host.name} of={host} origin={origin} size="m" />)}
      <span>
        <b>{say(team.length ? "calling" : "nobody")}</b>
        {say(team.length ? "calling_promise" : "team_away")}
      </span>
    </div>
  );
}

/** An old talk is for reading; this is the way to the present one. */
function Onward({ state, act }: Scene): View {
  const row = openRow(state);
  return (
    <div class="foot">
      <button class="btn" type="button" onclick={() => act.go("talk", row?.conv ?? "")}>
        <Icon name="plus" />
        {say(row ? "continue" : "new_question")}
      </button>
    </div>
  );
}

/** The log is one stop; arrows walk its messages. */
function walk(event: KeyboardEvent): void {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const log = event.currentTarget as HTMLElement;
  const messages = [...log.querySelectorAll<HTMLElement>(".msg")];
  if (!step || !messages.length) return;
  const at = messages.indexOf(event.target as HTMLElement);
  event.preventDefault();
  messages.at(at < 0 ? -1 : Math.min(at + step, messages.length - 1))?.focus();
}
