// Where the operator writes: an answer, or a note for colleagues.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { keyOf } from "../../../link/src/keys";
import { hasText, lengthOf } from "../../../link/src/text/said";
import type { Row } from "../../../link/src/wire";
import type { Desk } from "../desk/desk";
import { visitorName } from "../desk/rows";
import type { Draft } from "../desk/state";
import { useDesk, useMedia, useSlice } from "../ui/hooks";
import { Icon } from "../ui/icon";
import { t } from "../words/texts";
import { CharactersLeft, Kinds } from "./composer-bar";

const EMPTY: Draft = { text: "", kind: "message" };
const LINES = 6;
const LINE_PX = 22;
const PADDING_PX = 12;

/** Grows with the text, to six lines. */
function useGrowing(text: string) {
  const ref = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const area = ref.current;
    if (!area) return;
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, LINES * LINE_PX + PADDING_PX)}px`;
  }, [text]);
  return ref;
}

/** After a note one goes on replying, warily. */
export const afterSending = ({ kind }: Draft): Draft => ({
  text: "",
  kind: "message",
  wary: kind === "note",
});

function send(desk: Desk, row: Row, draft: Draft): void {
  const body = draft.text.trim();
  if (!hasText(body) || lengthOf(body) > desk.state.limits.body) return;
  desk.link.say({ conv: row.conv, body, kind: draft.kind, lock: row.lock ?? 0 });
  desk.dispatch({ type: "draft", conv: row.conv, draft: afterSending(draft) });
}

/** To the talk, where single keys are commands again. */
function leave(event: KeyboardEvent): void {
  event.preventDefault();
  document.getElementById("log")?.focus();
}

function useWanted(ref: { current: HTMLTextAreaElement | null }, choose: (kind: Draft["kind"]) => void) {
  const desk = useDesk();
  const wanted = useSlice(({ replyWanted }) => replyWanted);
  useEffect(() => {
    if (!wanted || !ref.current) return;
    desk.replyWanted = null;
    choose(wanted);
    ref.current.focus();
  });
}

/** The composer of a conversation one holds. */
export function Composer({ row }: { row: Row }) {
  const desk = useDesk();
  const draft = useSlice(({ state }) => state.drafts[row.conv] ?? EMPTY);
  const most = useSlice(({ state }) => state.limits.body);
  const ref = useGrowing(draft.text);
  const sender = useRef<HTMLButtonElement>(null);
  const touch = useMedia("(pointer: coarse)");
  const write = (change: Partial<Draft>) =>
    desk.dispatch({ type: "draft", conv: row.conv, draft: { ...draft, ...change } });
  const [asked, setAsked] = useState(false);
  const choose = (kind: Draft["kind"]) => write({ kind, wary: false });
  useEffect(() => setAsked(false), [draft.text]);
  useWanted(ref, choose);
  const note = draft.kind === "note";
  const left = most - lengthOf(draft.text.trim());
  const onInput = (event: Event) => {
    const text = (event.currentTarget as HTMLTextAreaElement).value;
    write({ text });
    if (!note && text.trim()) desk.link.typing(row.conv);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (keyOf(event) === "Escape") return leave(event);
    if (keyOf(event) !== "Enter" || event.shiftKey || touch) return;
    event.preventDefault();
    if (draft.wary && !asked) setAsked(true);
    else send(desk, row, draft);
  };
  return (
    <div class={`comp ${note ? "comp--note" : ""}`}>
      <textarea
        class="comp__in"
        id="reply"
        rows={1}
        ref={ref}
        value={draft.text}
        aria-label={note ? t("noteLabel") : t("replyTo", { name: visitorName(row) })}
        placeholder={t(note ? "notePlaceholder" : "replyPlaceholder")}
        onInput={onInput}
        onKeyDown={onKeyDown}
      />
      <div class="comp__bar">
        <Kinds
          kind={draft.kind}
          choose={(kind) => {
            choose(kind);
            ref.current?.focus();
          }}
        />
        <span class="grow" />
        <CharactersLeft left={left} asked={asked && draft.wary === true && Boolean(draft.text)} />
        <button
          type="button"
          class="btn btn--primary"
          aria-label={t(note ? "saveNote" : "send")}
          disabled={!hasText(draft.text) || left < 0}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => {
            const focused = document.activeElement === sender.current;
            send(desk, row, draft);
            if (focused) ref.current?.focus();
          }}
          ref={sender}
        >
          <Icon name="send" size="s" />
          <span class="desk">{t(note ? "saveNote" : "send")}</span>
        </button>
      </div>
    </div>
  );
}
