// Nothing to show: because all is answered, because nothing fits, because it loads, because it failed.

import type { ComponentChildren } from "preact";
import type { Filter } from "../desk/filter";
import { t } from "../words/texts";
import { Icon } from "./icon";
import { Cup, Plate, Plug } from "./pictures";

interface EmptyProps {
  picture: ComponentChildren;
  title: string;
  children?: ComponentChildren;
}

/** A picture, what it means, what to do. */
export function Empty({ picture, title, children }: EmptyProps) {
  return (
    <div class="empty">
      {picture}
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** An empty list. */
export function ListEmpty({ filter }: { filter: Filter }) {
  const open = filter.state === "open";
  const words = open ? (filter.mine ? "emptyMine" : "emptyOpen") : "emptyOther";
  return (
    <Empty picture={open ? <Cup /> : <Plate />} title={t(open ? "allAnswered" : "nothingHere")}>
      <p>{t(words)}</p>
    </Empty>
  );
}

/** The list could not be read. */
export function ListFailed({ again }: { again: () => void }) {
  return (
    <Empty picture={<Plug />} title={t("loadFailed")}>
      <p>{t("loadFailedList")}</p>
      <button type="button" class="btn btn--plain" onClick={again}>
        <Icon name="rotateCw" size="s" />
        {t("again")}
      </button>
    </Empty>
  );
}

function Bones({ widths }: { widths: [number, number] }) {
  return (
    <div class="skl">
      <i class="sk" />
      <div>
        {widths.map((width) => (
          <i class="sk" key={width} style={{ width: `${width}%` }} />
        ))}
      </div>
    </div>
  );
}

const ROWS: [number, number][] = [
  [60, 90],
  [48, 76],
  [66, 84],
  [54, 70],
];

/** Rows to come. */
export function ListSkeleton() {
  return (
    <div class="skeleton" role="status" aria-label={t("loading")}>
      {ROWS.map((widths) => (
        <Bones key={widths[0]} widths={widths} />
      ))}
    </div>
  );
}

/** Bubbles to come. */
export function LogSkeleton() {
  return (
    <div class="skeleton skeleton--log" role="status" aria-label={t("loading")}>
      <i class="sk sk--a" />
      <i class="sk sk--b" />
      <i class="sk sk--c" />
    </div>
  );
}

/** A card to come. */
export function CardSkeleton() {
  return (
    <div class="skeleton" role="status" aria-label={t("loading")}>
      <Bones widths={[70, 50]} />
      <i class="sk sk--d" />
      <i class="sk sk--e" />
      <i class="sk sk--f" />
    </div>
  );
}
