// Passing a conversation on: to a colleague, who has a minute to accept it, or to another channel.

import { useState } from "preact/hooks";
import { firstName } from "../../../link/src/text/letters";
import { lengthOf } from "../../../link/src/text/said";
import type { Row } from "../../../link/src/wire";
import { move, reason, transfer } from "../desk/actions";
import { channelName } from "../desk/channels";
import type { Desk } from "../desk/desk";
import { visitorName } from "../desk/rows";
import { Choice } from "../ui/choice";
import { Dialog } from "../ui/dialog";
import { useDesk, useSlice } from "../ui/hooks";
import { Icon } from "../ui/icon";
import { giveTo, moveTo } from "../words/names";
import { t } from "../words/texts";
import { Channels, People } from "./transfer-targets";

type Aim = "transfer" | "move";

/** The words of the button: "Передать Ивану", "Передать в Казань". */
function sendWords(desk: Desk, aim: Aim, to: string): string {
  const person = aim === "transfer" && desk.state.people.find(({ id }) => id === to);
  if (person) return giveTo(person);
  const place = aim === "move" && channelName(desk.state.channels, to);
  return place ? moveTo(place) : t("transfer");
}

function hint(desk: Desk, row: Row, aim: Aim, to: string): string {
  if (aim === "move") return t("moveHint");
  const name = firstName(desk.state.people.find(({ id }) => id === to)?.name ?? "");
  return name ? t("transferHint", { visitor: visitorName(row), name }) : t("transferHintPlain");
}

function usePassing(desk: Desk, row: Row) {
  const [aim, setAim] = useState<Aim>("transfer");
  const [to, setTo] = useState("");
  const [note, setNote] = useState("");
  const [error, setError] = useState("");
  const { most, busy } = useSlice(({ state }) => ({
    most: state.limits.note,
    busy: state.busy.has(row.conv),
  }));
  const over = lengthOf(note.trim()) - most;
  const close = () => desk.show(null);
  const submit = (event: Event) => {
    event.preventDefault();
    if (!to || busy || over > 0) return;
    setError("");
    const pass = aim === "transfer" ? transfer : move;
    pass(desk, row, to, note.trim()).then(close, (refusal) => setError(reason(refusal)));
  };
  const aimAt = (next: Aim) => {
    setAim(next);
    setTo("");
    setError("");
  };
  return {
    aim,
    aimAt,
    to,
    setTo,
    note,
    setNote,
    error: over > 0 ? t("over", { n: over }) : error,
    over,
    busy,
    submit,
    close,
  };
}

/** The dialog. */
export function Transfer({ row }: { row: Row }) {
  const desk = useDesk();
  const { aim, aimAt, to, setTo, note, setNote, error, over, busy, submit, close } = usePassing(desk, row);
  const { channel, button, words } = useSlice((desk) => ({
    channel: channelName(desk.state.channels, row.channel),
    button: sendWords(desk, aim, to),
    words: hint(desk, row, aim, to),
  }));
  const options = [
    { value: "transfer" as const, label: t("toColleague"), content: t("toColleague") },
    { value: "move" as const, label: t("toChannel"), content: t("toChannel") },
  ];
  const picks = { row, chosen: to, choose: setTo };
  const actions = (
    <>
      <button type="button" class="btn btn--plain" onClick={close}>
        {t("cancel")}
      </button>
      <button
        type="submit"
        form="transfer"
        class="btn btn--primary"
        disabled={!to || over > 0}
        aria-busy={busy}
      >
        {busy && <span class="spin" />}
        {button}
      </button>
    </>
  );
  const subtitle = [visitorName(row), channel].filter(Boolean).join(", ");
  return (
    <Dialog title={t("transferTitle")} subtitle={subtitle} actions={actions} onClose={close}>
      <form id="transfer" class="dlg__form" onSubmit={submit}>
        <Choice label={t("transferAim")} options={options} value={aim} onChoose={aimAt} />
        {aim === "transfer" ? <People {...picks} /> : <Channels {...picks} />}
        <div>
          <label class="lab" for="transfer-note">
            {t(aim === "transfer" ? "noteToColleague" : "noteToColleagues")}
          </label>
          <textarea
            class="field"
            id="transfer-note"
            rows={2}
            value={note}
            onInput={(event) => setNote(event.currentTarget.value)}
          />
        </div>
        <p class="small muted rowx hint-row">
          <Icon name="info" size="s" />
          <span>{words}</span>
        </p>
        {error && (
          <p class="bad" role="alert">
            <Icon name="circleAlert" size="s" />
            {error}
          </p>
        )}
      </form>
    </Dialog>
  );
}
