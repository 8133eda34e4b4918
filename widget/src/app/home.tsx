/** @jsxRuntime classic */
/** @jsx h */
/** His talks, earlier and present; and the list of cities. */
import { h, type View } from "../dom";
import type { Row } from "../link/wire";
import { openRow } from "../state";
import { Credit, Face, Icon, IconButton, Steam } from "./parts";
import type { Scene } from "./scene";
import { clock, day, say } from "./words";

export function HomeScreen(scene: Scene): View[] {
  const { state, act } = scene;
  const current = openRow(state);
  return [
    <Top key="top" title={say("home")} text={say("home_again")} {...scene} />,
    <div key="list" class="list">
      <h3>{say("your_chats")}</h3>
      {state.rows.map((row) => <Talk key={row.conv} row={row} scene={scene} />)}
    </div>,
    <div key="foot" class="foot">
      <button class="btn" type="button" onclick={() => act.go("talk", current?.conv ?? "")}>
        <Icon name="plus" />
        {say(current ? "continue" : "new_question")}
      </button>
      <Credit />
    </div>,
  ];
}

export function CitiesScreen(scene: Scene): View[] {
  const { state, act } = scene;
  return [
    <Top key="top" title={say("city")} text={say("city_why")} {...scene} />,
    <div key="list" class="list">
      {state.started.choose?.map(({ id, name }) => (
        <button key={id} class="row one" type="button" onclick={() => act.choose(id)}>{name}</button>
      ))}
    </div>,
    <Credit key="credit" />,
  ];
}

function Top({ title, text, act }: { title: string; text: string } & Scene): View {
  return (
    <div class="hello">
      <Steam />
      <IconButton name="minus" class="ib x" text={say("minimise")} act={act.close} />
      <h2 class="big" id="name">{title}</h2>
      <p>{text}</p>
    </div>
  );
}

function Talk({ row, scene: { state, act, origin, lang, now } }: { row: Row; scene: Scene }): View {
  const { conv, owner, last, unread, updated } = row;
  const name = owner?.name || state.started.site;
  const date = day(updated, lang, now);
  const text = last?.body ?? "";
  return (
    <button class={`row ${unread ? "new" : ""}`} type="button" onclick={() => act.go("talk", conv)}>
      <Face of={owner ?? { name }} origin={origin} size={state.here === conv ? "on" : ""} />
      <b>{name}</b>
      <time>{date === say("today") ? clock(updated, lang) : date}</time>
      <span class="t">{last?.by.side === "visitor" ? say("you", text) : text}</span>
      {unread && <span class="n">{unread}<span class="hide"> {say("unread")}</span></span>}
    </button>
  );
}
