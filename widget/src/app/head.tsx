/** @jsxRuntime classic */
/** @jsx h */
/** The head of a talk: who is there, the way back, the menu; and the strip that says what is wrong. */
import texts from "#texts";
import { h, type Kid, type View } from "../dom";
import { Close, type Host } from "../link/wire";
import { openRow, talker, thereOf } from "../state";
import { button, face, icon, iconButton } from "./parts";
import { CUT_MS, end, link, set, shell, state } from "./store";
import { fill, named, until } from "./words";

/** Title and city of a host, or whose house it is. */
export function role(host?: Host | null): string {
  const { channel } = thereOf(state);
  const title = host && named({ name: host.title ?? "", latin: host.title_latin ?? "" });
  return (title || state.started.site) + (channel ? `, ${named(channel)}` : "");
}

export function head(close: () => void): View {
  const { started, rows, here, conv, menu, host } = state;
  const { team = [] } = thereOf(state);
  const owner = talker(state);
  return (
    <div class="head">
      {rows[0] && iconButton("back", texts.back, () => set({ screen: "home" }))}
      {owner && face(owner, here === conv ? "on" : "")}
      <div class="title">
        <h2 id="name">{owner ? named(owner) : role()}</h2>
        <p>
          {owner
            ? role(host?.id === owner.id ? host : null)
            : team[0] && fill(texts.team_online, started.people.many)}
        </p>
      </div>
      {iconButton("more", texts.more, () => set({ menu: menu ? "" : "open" }))}
      {iconButton("minus", texts.minimise, close)}
      {menu && <div class="menu">{choices()}</div>}
    </div>
  );
}

function choices(): Kid[] {
  const { quiet } = shell.recall();
  const toggle = () => {
    shell.keep({ quiet: !quiet });
    set({});
  };
  const ending = state.menu === "sure";
  return [
    <button aria-pressed={`${!quiet}`} onclick={toggle}>
      {texts.sound}
      {!quiet && icon("sent")}
    </button>,
    openRow(state) &&
      button("", ending ? texts.end_sure : texts.end, ending ? end : () => set({ menu: "sure" })),
  ];
}

/** Why there is no connection, as far as the server has said it. */
function away(why: number, nextTry: number): string {
  if (why === Close.RATE) return until(texts.hurried, nextTry);
  return why === Close.BUSY ? texts.crowded : texts.offline;
}

/** What is wrong, if anything. */
export function strip(): Kid {
  const { trouble, cutSince } = state;
  const { memoryOnly, pending } = link.outbox;
  const { stoppedBecause, why, nextTry } = link.connection;
  const bad = trouble || (stoppedBecause && texts.stopped);
  const cut = !bad && cutSince && performance.now() - cutSince >= CUT_MS;
  const text = bad || (memoryOnly && pending[0] && texts.memory) || (cut && away(why, nextTry ?? 0));
  return (
    text && (
      <p class="strip" role={bad ? "alert" : "status"}>
        {cut && <span class="spin" />}
        {text}
      </p>
    )
  );
}
