// A conversation as one row of the list: held, a colleague's, closed.

import { firstName } from "../../../link/src/text/letters";
import type { Row } from "../../../link/src/wire";
import type { Desk } from "../desk/desk";
import { returnedWords } from "../desk/moves";
import { awaiting, isMine, lastWords } from "../desk/rows";
import { Face, VisitorFace } from "../ui/avatar";
import { memo, useDesk, useSlice } from "../ui/hooks";
import { Icon } from "../ui/icon";
import { Named } from "../ui/named";
import { WaitTimer } from "../ui/timer";
import { plural, t } from "../words/texts";

function Busy({ row }: { row: Row }) {
  const { name = "", photo } = row.owner ?? {};
  return (
    <>
      <span class="t busy">
        <Icon name="lock" />
        {t(row.state === "closed" ? "wasWith" : "takenBy", { name: firstName(name) })}
      </span>
      <span class="r by">{name && <Face name={name} photo={photo} size="xs" />}</span>
    </>
  );
}

function Content({ row, typing, draft }: { row: Row; typing: boolean; draft: string }) {
  const me = useDesk().state.reader.id;
  if (typing) return <span class="t cut is-typing">{t("typing")}</span>;
  if (row.returned?.to.id === me) return <span class="t cut is-draft">{returnedWords(row)}</span>;
  if (draft) return <span class="t cut is-draft">{t("draft", { text: draft })}</span>;
  if (row.owner && (row.locked || (row.state === "held" && !isMine(row, me)))) return <Busy row={row} />;
  return <span class="t cut">{lastWords(row, me)}</span>;
}

function Answered({ row }: { row: Row }) {
  const answered = row.state !== "closed" && row.last?.by.side === "operator";
  if (row.state === "closed") return <Icon name="check" size="xs" />;
  return answered ? <Icon name="undo" size="xs" /> : null;
}

function Since({ row, time }: { row: Row; time: string }) {
  const waits = isMine(row, useDesk().state.reader.id) && row.waiting;
  if (waits) return <WaitTimer since={row.waiting ?? ""} channel={row.channel} />;
  return (
    <span class="w">
      <Answered row={row} />
      {time}
    </span>
  );
}

function Inside({ row, time, typing, draft }: { row: Row; time: string; typing: boolean; draft: string }) {
  const n = awaiting(row, useDesk().state.reader.id);
  return (
    <>
      <VisitorFace row={row} />
      <b>
        <Named row={row} />
      </b>
      <Since row={row} time={time} />
      <Content row={row} typing={typing} draft={draft} />
      {n > 0 && (
        <span class="r n">
          <span aria-hidden="true">{n}</span>
          <span class="hide">{plural(row.unanswered ? "unansweredLabel" : "unreadLabel", n)}</span>
        </span>
      )}
    </>
  );
}

const shown = ({ place, state: { typing, drafts } }: Desk, conv: string) => {
  const current = place.route.conv === conv;
  return {
    current,
    typing: typing.get(conv)?.by.side === "visitor",
    draft: current ? "" : (drafts[conv]?.text ?? ""),
  };
};

/** A row; what a colleague holds is locked: only whose it is shows. */
export const ConvRow = memo(({ row, time }: { row: Row; time: string }) => {
  const desk = useDesk();
  const { current, typing, draft } = useSlice((desk) => shown(desk, row.conv));
  const unread = awaiting(row, desk.state.reader.id) > 0;
  const inside = <Inside row={row} time={time} typing={typing} draft={draft} />;
  if (row.locked) return <div class="conv locked">{inside}</div>;
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    desk.place.go({ conv: row.conv, card: false });
  };
  return (
    <a
      class={`conv ${unread ? "unread" : ""}`}
      href={`/console/c/${row.conv}`}
      aria-current={current ? "true" : undefined}
      data-row={row.conv}
      onClick={open}
    >
      {inside}
    </a>
  );
});
