/** @jsxRuntime classic */
/** @jsx h */
/** The window that opened by itself: a person says hello. */
import { h, type View } from "../dom";
import { Composer } from "./composer";
import { Credit, Face, IconButton, Steam } from "./parts";
import type { Scene } from "./scene";
import { say } from "./words";

export function GreetingScreen(scene: Scene): View[] {
  const { state, act, origin } = scene;
  const { site, greeting = "" } = state.started;
  const { host, channel = null } = state.greeting ?? {};
  const who = host ?? { name: site };
  return [
    <div class="hello" key="hello">
      <Steam />
      <IconButton name="x" class="ib x" text={say("close_greeting")} act={act.close} />
      <div class="who">
        <Face of={who} origin={origin} size={host ? "l on" : "l"} />
        <div>
          <h2 id="name">{who.name}</h2>
          <p>{[host?.title, channel?.name].filter(Boolean).join(", ")}</p>
          {host && <p class="now">{say("promise")}</p>}
        </div>
      </div>
      <p class="say">{greeting || say("hello")}</p>
    </div>,
    <Composer key="composer" {...scene} />,
    <Credit key="credit" />,
  ];
}
