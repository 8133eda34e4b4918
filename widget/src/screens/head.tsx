/** @jsxRuntime classic */
/** @jsx h */
/** The head of a talk: who is there, the way back, the way to the menu; and the strip that says what is wrong. */
import texts from "#texts";
import { CloseCode, type Operator } from "../../../link/src/wire";
import { h, type Kid, type View } from "../dom";
import { further, missing } from "../panel/parts";
import { talker, thereOf } from "../panel/state";
import { CUT_MS, end, later, link, set, shell, state, talk, write } from "../panel/store";
import type * as More from "../parts/more";
import { face } from "./composer";
import { iconButton } from "./views";
import { fill, named, until } from "./words";

/** Title and city of an operator, or whose house it is. */
export function role(who?: Operator | null): string {
  const { channel } = thereOf(state);
  const title = who && named({ name: who.title ?? "", latin: who.title_latin ?? "" });
  return (title || state.started.site) + (channel ? `, ${named(channel)}` : "");
}

export function head(close: () => void): View {
  const { started, rows, here, conv, menu, partner } = state;
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
            ? role(partner?.id === owner.id ? partner : null)
            : team[0] && fill(texts.team_online, started.people.many)}
        </p>
      </div>
      {iconButton("more", texts.more, () => set({ menu: menu ? "" : "open" }))}
      {iconButton("minus", texts.minimise, close)}
      {menu && more()?.choices(help(), menu === "sure", menu === "sure" ? end : () => set({ menu: "sure" }))}
    </div>
  );
}

/** The part with what one seldom looks at. */
export const more = (): typeof More | undefined => further(`more.${texts.language}`);

/** What it needs of the window. */
export const help = (): More.Help => ({
  shell,
  state,
  set,
  talk,
  face,
  now: link.now(),
  outbox: link.outbox,
  write,
  later,
});

/** Why there is no connection, as far as the server has said it. */
function away(why: number, nextTry: number | null): string {
  if (why === CloseCode.RATE) return until(texts.hurried, nextTry as number);
  return why === CloseCode.BUSY ? texts.crowded : texts.offline;
}

/** What is wrong, if anything. */
export function strip(): Kid {
  const { trouble, cutSince } = state;
  const { memoryOnly, pending } = link.outbox;
  const { stoppedBecause, why, nextTry } = link.connection;
  const bad = trouble || (stoppedBecause && texts.stopped);
  const cut = !bad && cutSince && performance.now() - cutSince >= CUT_MS;
  const calm = (memoryOnly && pending[0] && texts.memory) || (cut && away(why, nextTry));
  const text = bad || calm || (missing.size > 0 && texts.unloaded);
  return (
    text && (
      <p class="strip" role={!bad && calm ? "status" : "alert"}>
        {cut && <span class="spin" />}
        {text}
      </p>
    )
  );
}
