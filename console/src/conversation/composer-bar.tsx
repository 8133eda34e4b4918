// Under the composer's text: to whom it goes, and what is to be known of it.

import type { Draft } from "../desk/state";
import { Icon } from "../ui/icon";
import { number, plural, t } from "../words/texts";

const WARN_BEFORE = 500; // characters left when the counter appears

/** A reply to the visitor, or a note among colleagues. */
export function Kinds({ kind, choose }: { kind: Draft["kind"]; choose: (kind: Draft["kind"]) => void }) {
  const note = kind === "note";
  return (
    <>
      <fieldset class="seg desk" aria-label={t("kindLabel")}>
        <button type="button" aria-pressed={!note} onClick={() => choose("message")}>
          {t("reply")}
        </button>
        <button type="button" aria-pressed={note} onClick={() => choose("note")}>
          {t("note")}
        </button>
      </fieldset>
      <button
        type="button"
        class={`ib phone ${note ? "on" : ""}`}
        aria-label={t("noteLabel")}
        aria-pressed={note}
        onClick={() => choose(note ? "message" : "note")}
      >
        <Icon name="note" />
      </button>
    </>
  );
}

/** Characters left, once they are few. `asked`: the first reply after a note. */
export function CharactersLeft({ left, asked }: { left: number; asked: boolean }) {
  if (asked) {
    return (
      <span class="tiny comp__over" role="alert">
        {t("replyAsks")}
      </span>
    );
  }
  if (left > WARN_BEFORE) return <span class="tiny faint desk comp__hint">{t("enterSends")}</span>;
  const words = left < 0 ? t("over", { n: number(-left) }) : plural("charactersLeft", left);
  return (
    <span class={`tiny ${left < 0 ? "comp__over" : "faint"}`} role="status">
      {words}
    </span>
  );
}
