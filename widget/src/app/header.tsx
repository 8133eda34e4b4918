/** @jsxRuntime classic */
/** @jsx h */
/** Who is there, the way back, the menu; and the strip that says what is wrong. */
import { h, type View } from "../dom";
import { openRow, rowOf, type State } from "../state";
import { Face, Icon, IconButton } from "./parts";
import type { Scene } from "./scene";
import { say } from "./words";

/** The head of a talk. */
export function Header(scene: Scene): View {
  const { state, act, origin } = scene;
  const owner = rowOf(state)?.owner;
  return (
    <header class="head">
      {state.rows.length > 0 && <IconButton name="back" text={say("back")} act={() => act.go("home")} />}
      {owner && <Face of={owner} origin={origin} size={state.here === state.conv ? "on" : ""} />}
      <div class="title">
        <h2 id="name">{owner?.name ?? place(state)}</h2>
        <p>{owner ? role(state, owner.name) : say(state.started.team?.length ? "team_online" : "team_away")}</p>
      </div>
      <IconButton name="more" text={say("more")} act={() => act.set({ menu: state.menu ? "" : "menu" })} />
      <IconButton name="minus" text={say("minimise")} act={act.close} />
      {state.menu && <Menu {...scene} />}
    </header>
  );
}

function place({ started: { site, channel } }: State): string {
  return channel ? `${site}, ${channel.name}` : site;
}

/** The title of those whom the server has shown us; else where we are. */
function role(state: State, name = ""): string {
  const { team = [], channel } = state.started;
  const known = [state.greeting?.host, ...team].find((host) => host?.name === name);
  return known?.title ? [known.title, channel?.name].filter(Boolean).join(", ") : place(state);
}

function Menu({ state, act, quiet }: Scene): View {
  const ending = state.menu === "sure";
  return (
    <div class="menu" role="group" aria-label={say(ending ? "end_sure" : "more")}>
      {ending && <p>{say("end_sure")}</p>}
      {ending && <button type="button" onclick={act.end}>{say("end_yes")}</button>}
      {ending && <button type="button" onclick={() => act.set({ menu: "" })}>{say("end_no")}</button>}
      {!ending && <button type="button" role="switch" aria-checked={`${!quiet}`} onclick={act.sound}>{say("sound")}{!quiet && <Icon name="sent" />}</button>}
      {!ending && openRow(state) && <button type="button" onclick={() => act.set({ menu: "sure" })}>{say("end")}</button>}
    </div>
  );
}

/** What is wrong, if anything. */
export function Strip({ state, link }: Scene): View | null {
  const because = link.stoppedBecause;
  if (state.trouble) return <p class="strip" role="alert">{state.trouble}</p>;
  if (because && because !== "replaced") return <p class="strip" role="alert">{say("stopped")}</p>;
  if (state.cut) return <p class="strip" role="status"><span class="spin" />{say("offline")}</p>;
  if (link.memoryOnly && link.pending.length) return <p class="strip" role="status">{say("memory")}</p>;
  return null;
}
