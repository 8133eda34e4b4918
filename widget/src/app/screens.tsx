/** @jsxRuntime classic */
/** @jsx h */
/** What the window can be: a greeting, a talk, his talks, a list of cities. */
import {
  city, continue_talk, hello, new_messages, new_question, promise, unread as unreadText, you, your_chats,
} from "#texts";
import { h, type Kid, type View } from "../dom";
import type { Row } from "../link/wire";
import { mayWrite, openRow } from "../state";
import { head, role, strip } from "./head";
import { log } from "./log";
import { button, composer, credit, face, hidden, icon, warm } from "./parts";
import { choose, state, talk } from "./store";
import { clock, day, fill } from "./words";

/** What the window itself can do. */
export interface Acts {
  close: () => void;
  scrolled: () => void;
  down: () => void;
}

export const screens: Record<typeof state.screen, (acts: Acts) => Kid[]> = {
  closed: () => [],
  greeting: ({ close }) => {
    const { started, greeting } = state;
    const host = greeting?.host;
    const who = (
      <div class="who">
        {face(host ?? { name: started.site }, host ? "l on" : "l")}
        <div>
          <h2 id="name">{host?.name ?? started.site}</h2>
          <p>{role(host)}</p>
          {host && <p class="now">{promise}</p>}
        </div>
      </div>
    );
    return [warm(close, who, <p class="say">{started.greeting || hello}</p>), composer()];
  },
  talk: ({ close, scrolled, down }) => [
    head(close),
    strip(),
    log(scrolled),
    state.up && button("down", [state.fresh ? new_messages : hidden(new_messages), icon("down")], down),
    mayWrite(state, Date.now()) ? composer() : onward(),
  ],
  home: ({ close }) => [title(close, your_chats), <div class="list">{state.rows.map(talkRow)}</div>, onward()],
  cities: ({ close }) => [
    title(close, city),
    <div class="list">{state.started.choose?.map(({ id, name }) => button("row", name, () => choose(id)))}</div>,
  ],
};

const title = (close: () => void, text: string) => warm(close, <h2 class="big" id="name">{text}</h2>);

/** The way to the talk that goes on, or to a new one. */
function onward(): View {
  const row = openRow(state);
  return button("btn", row ? continue_talk : new_question, () => talk(row?.conv));
}

function talkRow({ conv, owner, last, unread, updated }: Row): View {
  const text = last?.body ?? "";
  const who = owner ?? { name: state.started.site };
  return button(
    unread ? "row new" : "row",
    [
      face(who, state.here === conv ? "on" : ""),
      <b>{who.name}</b>,
      <time>{day(updated) === day(Date.now()) ? clock(updated) : day(updated)}</time>,
      <span class="t">{last?.by.side === "visitor" ? fill(you, text) : text}</span>,
      unread && <span class="n">{unread}{hidden(` ${unreadText}`)}</span>,
    ],
    () => talk(conv),
  );
}
