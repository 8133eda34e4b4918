/** @jsxRuntime classic */
/** @jsx h */
/**
 * What one seldom sees: the menu, the visitor's talks, the cities; that somebody writes, the way down the log, and what
 * is the matter with a message that has not gone. As functions of what the window lends. A part of its own, fetched on
 * the way there.
 */
import texts from "#texts";
import type { Outbox } from "../../../link/src/outbox/outbox";
import { when } from "../../../link/src/text/dates";
import type { Channel, Row } from "../../../link/src/wire";
import { h, type View } from "../dom";
import { openRow, type State } from "../panel/state";
import type { face } from "../screens/composer";
import { button, hidden, icon } from "../screens/views";
import { fill, named } from "../screens/words";
import type { Shell } from "../shell";

export { default as sheet } from "../style/more.css";
export { held, repair } from "./unsent";

/** What the window lends. */
export interface Help {
  shell: Shell;
  state: State;
  set(change: Partial<Pick<State, "started" | "screen">>): void;
  talk(conv?: string): void;
  face: typeof face;
  /** The server's time. */
  now: number;
  outbox: Outbox;
  write(draft: string): void;
  /** Draws soon. */
  later(): void;
}

/** `sure`: the visitor was asked whether the talk is to end; `end`: what the button does. */
export function choices({ shell, state, set }: Help, sure: boolean, end: () => void): View {
  const { quiet } = shell.recall();
  const toggle = () => {
    shell.keep({ quiet: !quiet });
    set({});
  };
  return (
    <div class="menu">
      <button aria-pressed={`${!quiet}`} onclick={toggle}>
        {texts.sound}
        {!quiet && icon("sent")}
      </button>
      {openRow(state) && button("", sure ? texts.end_sure : texts.end, end)}
    </div>
  );
}

/** All talks of the visitor. */
export const talks = (help: Help): View => (
  <div class="list">{help.state.rows.map((row) => talkRow(row, help))}</div>
);

function talkRow({ conv, owner, last, unread, updated }: Row, { state, face, now, talk }: Help): View {
  const text = last?.body ?? "";
  const who = owner ?? { name: state.started.site };
  return button(
    unread ? "row new" : "row",
    [
      face(who, state.here === conv ? "on" : ""),
      <b>{named(who)}</b>,
      <time>{when(updated, now, texts.language, texts.yesterday)}</time>,
      <span class="t">{last?.by.side === "visitor" ? fill(texts.you, text) : text}</span>,
      unread && (
        <span class="n">
          {hidden(texts.unread)}
          {unread}
        </span>
      ),
    ],
    () => talk(conv),
  );
}

/** Where they can be from. */
export function cities(help: Help): View {
  const { choose = [], other } = help.state.started;
  return (
    <div class="list">
      {choose.map((one) => button("row pick", named(one), () => chosen(one, one.id, help)))}
      {other && button("row pick", texts.other_city, () => chosen(other.channel, other.say, help))}
    </div>
  );
}

/** Remembered as `say`, and told to the server, who may know more about it. */
function chosen(channel: Channel, say: string, { shell, state, set, talk }: Help): void {
  shell.keep({ channel: say });
  set({ started: { ...state.started, channel } });
  talk();
  shell.start().catch(() => {});
}

/** Somebody writes to them. */
export const typing = (who: View): View => (
  <div key="typing" class="in gap">
    {who}
    <p class="b type tail">
      <i />
      <i />
      <i />
      {hidden(texts.typing)}
    </p>
  </div>
);

/** To the end of the log; `fresh`: something new stands there. */
export const downward = (fresh: boolean | undefined, act: () => void): View =>
  button("down", [fresh ? texts.new_messages : hidden(texts.new_messages), icon("down")], act);
