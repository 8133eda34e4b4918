/** @jsxRuntime classic */
/** @jsx h */
/** What the window can be: a greeting, a talk, his talks, a list of cities. */
import {
  city, city_why, close_greeting, continue_talk, hello, home, home_again, minimise, new_messages, new_question, promise,
  to_bottom, unread as unreadText, you, your_chats,
} from "#texts";
import type { Row } from "../link/wire";
import { mayWrite, openRow } from "../state";
import { h, type View } from "./dom";
import { Head, strip } from "./head";
import { Log } from "./log";
import { Composer, Credit, Face, Hidden, Warm } from "./parts";
import { choose, state, talk } from "./store";
import { clock, day, fill } from "./words";

/** What the window itself can do. */
export interface Acts {
  close: () => void;
  scrolled: (event: Event) => void;
  down: () => void;
}

type Views = (View | false | undefined)[];

export const screens = {
  closed: (): Views => [],
  greeting: ({ close }: Acts): Views => {
    const { started, greeting } = state;
    const { host, channel } = greeting ?? {};
    const who = host ?? { name: started.site };
    const inside = [
      <div class="who">
        <Face of={who} size={host ? "l on" : "l"} />
        <div>
          <h2 id="name">{who.name}</h2>
          <p>{[host?.title, channel?.name].filter(Boolean).join(", ")}</p>
          {host && <p class="now">{promise}</p>}
        </div>
      </div>,
      <p class="say">{started.greeting || hello}</p>,
    ];
    return [<Warm act={close} name="x" text={close_greeting} inside={inside} />, <Composer key="box" />, <Credit key="by" />];
  },
  talk: ({ close, scrolled, down }: Acts): Views => [
    <Head close={close} />,
    strip(),
    <Log key="log" onscroll={scrolled} />,
    state.up && (
      <button class="down" type="button" aria-label={to_bottom} onclick={down}>
        {state.fresh && new_messages}
        <svg class="i" viewBox="0 0 24 24"><use href="#down" /></svg>
      </button>
    ),
    mayWrite(state, Date.now()) ? <Composer key="box" /> : <Onward />,
    <Credit key="by" />,
  ],
  home: ({ close }: Acts): Views => [
    <Top close={close} title={home} text={home_again} />,
    <div class="list">
      <h3>{your_chats}</h3>
      {state.rows.map(talkRow)}
    </div>,
    <Onward />,
    <Credit key="by" />,
  ],
  cities: ({ close }: Acts): Views => [
    <Top close={close} title={city} text={city_why} />,
    <div class="list">
      {state.started.choose?.map(({ id, name }) => (
        <button class="row" type="button" onclick={() => choose(id)}>{name}</button>
      ))}
    </div>,
    <Credit key="by" />,
  ],
};

function Top({ close, title, text }: { close: () => void; title: string; text: string }): View {
  const inside = [<h2 class="big" id="name">{title}</h2>, <p>{text}</p>];
  return <Warm act={close} name="minus" text={minimise} inside={inside} />;
}

/** The way to the talk that goes on, or to a new one. */
function Onward(): View {
  const row = openRow(state);
  return (
    <button class="btn" type="button" onclick={() => talk(row?.conv)}>
      {row ? continue_talk : new_question}
    </button>
  );
}

function talkRow({ conv, owner, last, unread, updated }: Row): View {
  const text = last?.body ?? "";
  const who = owner ?? { name: state.started.site };
  return (
    <button class={unread ? "row new" : "row"} type="button" onclick={() => talk(conv)}>
      <Face of={who} size={state.here === conv ? "on" : ""} />
      <b>{who.name}</b>
      <time>{day(updated) === day(Date.now()) ? clock(updated) : day(updated)}</time>
      <span class="t">{last?.by.side === "visitor" ? fill(you, text) : text}</span>
      {unread && <span class="n">{unread}<Hidden text={` ${unreadText}`} /></span>}
    </button>
  );
}
