/** @jsxRuntime classic */
/** @jsx h */
/** What the window can be: a greeting, a talk, his talks, a list of cities. */
import texts from "#texts";
import { h, type Kid, type View } from "../dom";
import type { Row } from "../link/wire";
import { mayWrite, openRow, thereOf } from "../state";
import { head, role, strip } from "./head";
import { log, there } from "./log";
import { button, composer, face, hidden, icon, warm } from "./parts";
import { choose, link, state, talk } from "./store";
import { fill, named, usual, when } from "./words";

type Act = () => void;

/** Each with what the window itself can do. */
export const screens: Record<typeof state.screen, (close: Act, scrolled: Act, down: Act) => Kid[]> = {
  closed: () => [],
  greeting: (close) => {
    const { started, greeting } = state;
    const { team = [], usual_ms } = thereOf(state);
    // Who greeted may have left meanwhile.
    const first = greeting?.host;
    const host = state.there ? (team.find(({ id }) => id === first?.id) ?? team[0]) : first;
    const who = (
      <div class="who">
        {face(host ?? { name: started.site }, host ? "l on" : "l")}
        <div>
          <h2 id="name">{host ? named(host) : role()}</h2>
          {host && [<p>{role(host)}</p>, <p class="now">● {usual(usual_ms) || texts.here}</p>]}
        </div>
      </div>
    );
    const away = !host && started.channel && there(false);
    return [warm("x", close, who, <p class="say">{started.greeting}</p>, away), asking()];
  },
  talk: (close, scrolled, down) => [
    head(close),
    strip(),
    log(scrolled),
    state.up &&
      button("down", [state.fresh ? texts.new_messages : hidden(texts.new_messages), icon("down")], down),
    mayWrite(state, link.now()) ? composer() : onward(),
  ],
  home: (close) => [
    title(close, texts.your_chats),
    <div class="list">{state.rows.map(talkRow)}</div>,
    onward(),
  ],
  cities: (close) => [title(close, texts.city), cities()],
};

/** Where the city is not known the greeting asks for it first. */
const asking = (): Kid => (state.started.channel ? composer() : [<p class="city">{texts.city}</p>, cities()]);

const cities = (): View => (
  <div class="list">
    {state.started.choose?.map((choice) => button("row pick", named(choice), () => choose(choice)))}
  </div>
);

const title = (close: () => void, text: string) => warm("minus", close, <h2 id="name">{text}</h2>);

/** The way to the talk that goes on, or to a new one. */
function onward(): View {
  const row = openRow(state);
  return button("btn", row ? texts.continue_talk : texts.new_question, () => talk(row?.conv));
}

function talkRow({ conv, owner, last, unread, updated }: Row): View {
  const text = last?.body ?? "";
  const who = owner ?? { name: state.started.site };
  return button(
    unread ? "row new" : "row",
    [
      face(who, state.here === conv ? "on" : ""),
      <b>{named(who)}</b>,
      <time>{when(updated)}</time>,
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
