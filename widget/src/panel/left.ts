/** How the window stood when this tab left its last page: so it stands on the next page of the same visit. */
import { json } from "../../../link/src/json";
import type { Greeting } from "../../../link/src/wire";
import type { State } from "./state";
import { shell, state } from "./store";

/** As it is stored: another build of the window may read it. `at`: the screen; `top`: the log's upper edge, from its end. */
export interface Left {
  visit: string;
  at: State["screen"];
  conv: string;
  greeting: Greeting | null;
  top: number;
}

const visitNow = (): string => shell.recall().stay?.id ?? "";

/** Kept by the tab and not by the browser: another tab has a window of its own. Null: nothing stands open. */
function note(left: Left | null): void {
  try {
    if (left) sessionStorage[shell.name] = json(left);
    else delete sessionStorage[shell.name];
  } catch {
    // Blocked or full: the window is shut on the next page, as everywhere before.
  }
}

/** The page is left. */
export function leave(top: number): void {
  const { screen, conv, greeting = null } = state;
  note(screen === "closed" ? null : { visit: visitNow(), at: screen, conv, greeting, top });
}

/** Null where the window was shut, or the visit is another one. */
export function found(): Left | null {
  try {
    const left: Left = JSON.parse(sessionStorage[shell.name]);
    return left.visit === visitNow() ? left : null;
  } catch {
    return null;
  }
}

/** It stands again, or somebody was faster. */
export const settled = (): void => note(null);
