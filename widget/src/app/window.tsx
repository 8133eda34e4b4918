/** @jsxRuntime classic */
/** @jsx h */
/** The window: one of four screens. */
import { h, type View } from "../dom";
import { GreetingScreen } from "./greeting";
import { CitiesScreen, HomeScreen } from "./home";
import type { Scene } from "./scene";
import { TalkScreen } from "./talk";

const SCREENS = { greeting: GreetingScreen, cities: CitiesScreen, home: HomeScreen, talk: TalkScreen };

export function Window(scene: Scene): View {
  const { screen, menu } = scene.state;
  const escape = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    menu ? scene.act.set({ menu: "" }) : scene.act.close();
  };
  return (
    <section key={screen} class={`win ${screen}`} role="dialog" aria-modal="false" aria-labelledby="name" tabIndex={-1} onkeydown={escape}>
      {SCREENS[screen](scene)}
    </section>
  );
}
