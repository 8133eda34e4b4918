/** @jsxRuntime classic */
/** @jsx h */
/** Where a message is written. */
import { h, type View } from "../dom";
import { Icon } from "./parts";
import type { Scene } from "./scene";
import { say } from "./words";

/** Enter sends, Shift+Enter makes a line. */
export function Composer({ state, act }: Scene): View {
  const typed = ({ target }: Event) => act.draft((target as HTMLTextAreaElement).value);
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    act.send();
  };
  return (
    <div class="comp">
      <div class="box">
        <textarea rows="1" value={state.draft} aria-label={say("message")} placeholder={say("placeholder")} oninput={typed} onkeydown={key} />
        <button class="send" type="button" aria-label={say("send")} disabled={!state.draft.trim()} onclick={act.send}>
          <Icon name="up" />
        </button>
      </div>
    </div>
  );
}
