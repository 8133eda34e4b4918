// The middle pane: the open conversation, or why there is none.

import type { ComponentChildren } from "preact";
import { firstName } from "../../../link/src/text/letters";
import type { Row } from "../../../link/src/wire";
import { isReadable, visitorName } from "../desk/rows";
import type { Trouble } from "../desk/state";
import { VisitorFace } from "../ui/avatar";
import { Empty, LogSkeleton } from "../ui/empty";
import { memo, useDesk, useLasting, useSlice, useToday } from "../ui/hooks";
import { Icon } from "../ui/icon";
import { Words } from "../ui/linked";
import { Cup, Plate, Plug } from "../ui/pictures";
import { clock, day } from "../words/dates";
import { type Key, t } from "../words/texts";
import { BackToList, Bar, OfferStrip } from "./bar";
import { Foot } from "./composer-replacement";
import { Log } from "./log";

function Pane({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <section class="thread" id="thread" aria-label={label} tabIndex={-1}>
      {children}
    </section>
  );
}

function Nobody({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <Pane label={label}>
      <header class="bar phone">
        <BackToList />
      </header>
      {children}
    </Pane>
  );
}

function Pick() {
  const keys = useSlice(({ choices }) => choices.keys);
  return (
    <Pane label={t("noChat")}>
      <Empty picture={<Cup />} title={t("pickChat")}>
        {keys ? (
          <p>
            <kbd>J</kbd> <kbd>K</kbd> {t("pickWalk")}, <kbd>Enter</kbd> {t("pickOpen")}, <kbd>A</kbd>{" "}
            {t("pickAccept")}
          </p>
        ) : (
          <p>{t("pickPlain")}</p>
        )}
      </Empty>
    </Pane>
  );
}

const LockSign = () => (
  <span class="ava ava--l">
    <Icon name="lock" />
  </span>
);

const TROUBLES: Record<Trouble, [Key, Key]> = {
  not_found: ["notFound", "notFoundHint"],
  gone: ["goneElsewhere", "goneElsewhereHint"],
  forbidden: ["notYours", "notYoursHint"],
  failed: ["loadFailed", "loadFailedChat"],
};

function InTrouble({ trouble }: { trouble: Trouble }) {
  const desk = useDesk();
  const [title, hint] = TROUBLES[trouble];
  const failed = trouble === "failed";
  const picture = failed ? <Plug /> : trouble === "forbidden" ? <LockSign /> : <Plate />;
  const leave = () => (failed ? desk.reading.again() : desk.place.go({ conv: null, card: false }));
  return (
    <Nobody label={t(title)}>
      <Empty picture={picture} title={t(title)}>
        <p>{t(hint)}</p>
        <button type="button" class="btn btn--plain" onClick={leave}>
          {failed && <Icon name="rotateCw" size="s" />}
          {t(failed ? "again" : "toList")}
        </button>
      </Empty>
    </Nobody>
  );
}

function Locked({ row }: { row: Row }) {
  const name = firstName(row.owner?.name);
  const title = name ? t("lineClaimed", { name }) : t("notYours");
  return (
    <Nobody label={title}>
      <Empty picture={<LockSign />} title={title}>
        <p>{t("lockedHint")}</p>
      </Empty>
    </Nobody>
  );
}

/** What only waits, or is offered: its question, enough to decide. */
function Preview({ row }: { row: Row }) {
  const now = useToday();
  const { last } = row;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="log scroll" id="log" tabIndex={0} aria-label={t("logLabel")}>
      <div class="talk">
        <p class="day">{day(last?.ts ?? row.opened, now)}</p>
        {last?.body && (
          <div class={`msg ${last.by.side === "operator" ? "msg--me" : ""}`}>
            {last.by.side === "visitor" && <VisitorFace row={row} size="s" />}
            <div class="b tail">
              <Words text={last.body} />
              <span class="m">{clock(last.ts)}</span>
            </div>
          </div>
        )}
        {row.offer?.note && <p class="sys">{t("quoted", { text: row.offer.note })}</p>}
        <p class="sys">{t(row.state === "waiting" ? "previewWaiting" : "previewOffered")}</p>
      </div>
    </section>
  );
}

function Open({ row }: { row: Row }) {
  const { reader } = useDesk().state;
  return (
    <Pane label={t("chatWith", { name: visitorName(row) })}>
      <Bar row={row} />
      <OfferStrip row={row} />
      {isReadable(row, reader) ? <Log key={row.conv} row={row} /> : <Preview row={row} />}
      <Foot row={row} />
    </Pane>
  );
}

/** The pane. */
export const Thread = memo(() => {
  const { conv, row, trouble } = useSlice(({ place: { route }, row, state }) => ({
    conv: route.conv,
    row,
    trouble: state.troubles.get(route.conv ?? ""),
  }));
  const loading = useLasting(conv !== null && !row);
  if (!conv) return <Pick />;
  if (trouble) return <InTrouble trouble={trouble} />;
  if (!row) return <Nobody label={t("loading")}>{loading && <LogSkeleton />}</Nobody>;
  return row.locked ? <Locked row={row} /> : <Open row={row} />;
});
