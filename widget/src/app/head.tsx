/** @jsxRuntime classic */
/** @jsx h */
/** The head of a talk: who is there, the way back, the menu; and the strip that says what is wrong. */
import {
  back, end as endText, end_no, end_sure, end_yes, memory, minimise, more, offline, sound, stopped, team_away, team_online,
} from "#texts";
import { openRow, rowOf } from "../state";
import { h, type View } from "./dom";
import { Face, Icon, IconButton } from "./parts";
import { CUT_MS, end, link, set, shell, state } from "./store";

export function Head({ close }: { close: () => void }): View {
  const { started, rows, greeting, here, conv, menu } = state;
  const { site, channel, team = [] } = started;
  const owner = rowOf(state)?.owner;
  const place = channel ? `${site}, ${channel.name}` : site;
  const title = [greeting?.host, ...team].find((host) => host?.name === owner?.name)?.title;
  const status = team[0] ? team_online : team_away;
  return (
    <header>
      {rows[0] && <IconButton name="back" text={back} act={() => set({ screen: "home" })} />}
      {owner && <Face of={owner} size={here === conv ? "on" : ""} />}
      <div class="title">
        <h2 id="name">{owner?.name || place}</h2>
        <p>{owner ? [title || site, channel?.name].filter(Boolean).join(", ") : status}</p>
      </div>
      <IconButton name="more" text={more} act={() => set({ menu: menu ? "" : "open" })} />
      <IconButton name="minus" text={minimise} act={close} />
      {menu && <div class="menu">{menu === "sure" ? sure() : choices()}</div>}
    </header>
  );
}

function choices(): (View | undefined | false)[] {
  const { quiet } = shell.recall();
  const toggle = () => {
    shell.keep({ quiet: !quiet });
    set({});
  };
  return [
    <button type="button" role="switch" aria-checked={`${!quiet}`} onclick={toggle}>
      {sound}
      {!quiet && <Icon name="sent" />}
    </button>,
    openRow(state) && <Item text={endText} act={() => set({ menu: "sure" })} />,
  ];
}

function sure(): View[] {
  return [<p>{end_sure}</p>, <Item text={end_yes} act={end} />, <Item text={end_no} act={() => set({ menu: "" })} />];
}

function Item({ text, act }: { text: string; act: () => void }): View {
  return (
    <button type="button" onclick={act}>
      {text}
    </button>
  );
}

/** What is wrong, if anything. */
export function strip(): View | false {
  const { trouble, cutSince } = state;
  const { stoppedBecause, memoryOnly, pending } = link;
  const bad = trouble || (stoppedBecause && stoppedBecause !== "replaced" && stopped);
  const cut = !stoppedBecause && cutSince > 0 && Date.now() - cutSince >= CUT_MS;
  const text = bad || (cut && offline) || (memoryOnly && pending[0] && memory);
  return (
    Boolean(text) && (
      <p class="strip" role={bad ? "alert" : "status"}>
        {cut && <span class="spin" />}
        {text}
      </p>
    )
  );
}
