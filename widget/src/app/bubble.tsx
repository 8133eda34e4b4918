/** @jsxRuntime classic */
/** @jsx h */
/** One line of the log. */
import { h, type View } from "../dom";
import type { Pending } from "../link/link";
import { type Bubble, type Item, isBubble } from "./items";
import { linked } from "./links";
import { Face, Hidden, Icon, IconButton } from "./parts";
import type { Scene } from "./scene";
import { say } from "./words";

export function Entry({ item, scene }: { item: Item; scene: Scene }): View {
  if (isBubble(item)) return <Message key={item.key} item={item} scene={scene} />;
  return (
    <p key={item.key} class={item.chip ? "day" : "sys"}>
      {item.by && <Face of={item.by} origin={scene.origin} size="xs" />}
      {item.text}
    </p>
  );
}

function Message({ item, scene }: { item: Bubble; scene: Scene }): View {
  const { key, mine, by, sign, tail, gap, pending } = item;
  return (
    <div key={key} tabIndex={-1} class={`msg ${mine ? "out" : ""} ${sign} ${gap ? "gap" : ""}`}>
      {!mine && tail && <Face of={by} origin={scene.origin} size="s" />}
      <div class={`b ${tail ? "tail" : ""}`}>
        {linked(item.body)}
        <span class="m">
          {item.time}
          {sign && <Icon name={sign} />}
          {sign && <Hidden text={sign} />}
        </span>
      </div>
      {pending && sign === "failed" && <Repair pending={pending} scene={scene} />}
    </div>
  );
}

/** What he can do about a message that did not go. */
function Repair({ pending, scene: { link, act } }: { pending: Pending; scene: Scene }): View {
  const { cid, reason, retriable, body } = pending;
  const edit = () => {
    link.discard(cid);
    act.draft(body);
  };
  return (
    <div class="fix" role="alert">
      {reason === "full" || reason === "bad_frame" ? say(reason) : reason}
      <button type="button" onclick={retriable ? () => link.retry(cid) : edit}>
        <Icon name="retry" />
        {say(retriable ? "retry" : "edit")}
      </button>
      <IconButton name="trash" class="" text={say("discard")} act={() => link.discard(cid)} />
    </div>
  );
}
