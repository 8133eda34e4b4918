/** @jsxRuntime classic */
/** @jsx h */
/** A face, and the place where a message is written. */
import texts from "#texts";
import { keyOf } from "../../../link/src/keys";
import { initials } from "../../../link/src/text/letters";
import type { Operator } from "../../../link/src/wire";
import { h, type Kid, type View } from "../dom";
import { over, sayable, send, shell, state, write } from "../panel/store";
import { icon } from "./views";
import { fill, named } from "./words";

/** A face: the photo over the first letter. */
export const face = (who: Partial<Operator>, kind = ""): View => (
  <span class={`face ${kind}`} aria-hidden="true">
    {initials(named(who), 1)}
    {who.photo && <img src={shell.origin + who.photo} alt="" />}
  </span>
);

/** Where a message is written: Enter sends, Shift+Enter makes a line. */
export const composer = (): Kid => [
  over() > 0 && (
    <p key="over" class="fix" role="alert">
      {fill(texts.over, `${over()}`)}
    </p>
  ),
  <div key="box" class="box">
    <textarea value={state.draft} placeholder={texts.placeholder} oninput={typed} onkeydown={keyed} />
    <button class="send" aria-label={texts.send} disabled={!sayable()} onclick={send}>
      {icon("up")}
    </button>
  </div>,
];

const typed = ({ target }: Event) => write((target as HTMLTextAreaElement).value);

function keyed(event: KeyboardEvent): void {
  if (keyOf(event) !== "Enter" || event.shiftKey) return;
  event.preventDefault();
  send();
}
