// A line of the card that can be corrected in place.

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { keyOf } from "../../../link/src/keys";
import { hasText, lengthOf } from "../../../link/src/text/said";
import { reason } from "../desk/actions";
import { t } from "../words/texts";
import { useSlice } from "./hooks";
import { Icon } from "./icon";

interface EditableProps {
  value: string;
  /** What is edited, for those who hear it: "Имя". */
  label: string;
  /** What the pencil does: "Изменить имя". */
  action: string;
  save: (value: string) => Promise<void>;
  /** Nothing may stand there as well. */
  optional?: boolean;
  /** Draws the line around the pencil. */
  children: (pencil: ComponentChildren) => ComponentChildren;
}

function Form({
  value,
  label,
  save,
  optional,
  done,
}: Omit<EditableProps, "action" | "children"> & { done: () => void }) {
  const ref = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const [state, setState] = useState<{ busy: boolean; error: string }>({ busy: false, error: "" });
  const over = lengthOf(text.trim()) - useSlice(({ state }) => state.limits.name);
  const error = over > 0 ? t("over", { n: over }) : state.error;
  useEffect(() => ref.current?.select(), []);
  const submit = (event: Event) => {
    event.preventDefault();
    if (over > 0) return;
    if (text.trim() === value || !(optional || hasText(text))) return done();
    setState({ busy: true, error: "" });
    save(text.trim()).then(done, (error) => setState({ busy: false, error: reason(error) }));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (keyOf(event) === "Escape") done();
  };
  const field = {
    ref,
    value: text,
    "aria-label": label,
    "aria-invalid": error !== "",
  };
  return (
    <form class="edit" onSubmit={submit} onKeyDown={onKeyDown}>
      <input class="field" {...field} onInput={(event) => setText(event.currentTarget.value)} />
      <button type="submit" class="ib ib--s" aria-label={t("save")} disabled={state.busy || over > 0}>
        {state.busy ? <span class="spin" /> : <Icon name="check" size="s" />}
      </button>
      <button type="button" class="ib ib--s" aria-label={t("cancel")} onClick={done}>
        <Icon name="x" size="s" />
      </button>
      {error && (
        <p class="bad" role="alert">
          {error}
        </p>
      )}
    </form>
  );
}

/** The line, or the form in its place. */
export function Editable({ children, action, ...form }: EditableProps) {
  const [editing, setEditing] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const was = useRef(false);
  useEffect(() => {
    if (was.current && !editing) pencil.current?.focus();
    was.current = editing;
  }, [editing]);
  if (editing) return <Form {...form} done={() => setEditing(false)} />;
  return children(
    <button type="button" class="ib ib--s" ref={pencil} aria-label={action} onClick={() => setEditing(true)}>
      <Icon name="pencil" size="s" />
    </button>,
  );
}
