/** @jsxRuntime classic */
/** @jsx h */
/** What the window can be: a greeting, a talk, all talks, a list of cities. */
import texts from "#texts";
import { h, type Kid, type View } from "../dom";
import { further } from "../panel/parts";
import { mayWrite, openRow, thereOf } from "../panel/state";
import { link, state, talk } from "../panel/store";
import type * as Leave from "../parts/leave";
import { composer, face } from "./composer";
import { head, help, more, role, strip } from "./head";
import { log, there } from "./log";
import { button, warm } from "./views";
import { named, usual } from "./words";

type Act = () => void;

/** Each with what the window itself can do. */
export const screens: Record<typeof state.screen, (close: Act, scrolled: Act, down: Act) => Kid[]> = {
  closed: () => [],
  greeting: (close) => {
    const { started, greeting } = state;
    const { team = [], usual_ms } = thereOf(state);
    // Who greeted may have left meanwhile.
    const first = greeting?.operator;
    const who = state.there ? (team.find(({ id }) => id === first?.id) ?? team[0]) : first;
    const top = (
      <div class="who">
        {face(who ?? { name: started.site }, who ? "l on" : "l")}
        <div>
          <h2 id="name">{who ? named(who) : role()}</h2>
          {who && [<p>{role(who)}</p>, <p class="now">● {usual(usual_ms) || texts.here}</p>]}
        </div>
      </div>
    );
    const away = !who && started.channel && there();
    return [warm("x", close, top, <p class="say">{greeting?.text || started.greeting}</p>, away), asking()];
  },
  talk: (close, scrolled, down) => [
    head(close),
    strip(),
    log(scrolled),
    state.up && more()?.downward(state.fresh, down),
    mayWrite(state, link.now()) ? composer() : onward(),
  ],
  leave: (close) =>
    further<typeof Leave>(`leave.${texts.language}`)?.all(help(), close, role(), there()) ?? [coming()],
  home: (close) => [title(close, texts.your_chats), more()?.talks(help()) ?? coming(), onward()],
  cities: (close) => [title(close, texts.city), cities()],
};

/** Where the city is not known the greeting asks for it first. */
const asking = (): Kid => (state.started.channel ? composer() : [<p class="city">{texts.city}</p>, cities()]);

const cities = (): Kid => more()?.cities(help()) ?? coming();

/** A list is on its way, or cannot be fetched. */
const coming = (): Kid => [strip(), <p class="sys spin" />];

const title = (close: () => void, text: string) => warm("minus", close, <h2 id="name">{text}</h2>);

/** The way to the talk that goes on, or to a new one. */
function onward(): View {
  const row = openRow(state);
  return button("btn", row ? texts.continue_talk : texts.new_question, () => talk(row?.conv));
}
