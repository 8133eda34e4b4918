// One heading of the list with its rows.

import type { Row } from "../../../link/src/wire";
import { useDesk } from "../ui/hooks";
import { clock, day, when } from "../words/dates";
import { type Key, t } from "../words/texts";
import { type Group, type Role, shapeOf } from "./groups";
import { ConvRow } from "./row";
import type { drawn } from "./sight";
import { OfferCard, WaitCard } from "./waiting";
import { marks } from "./windowed";

const HEADINGS: Record<Role, Key> = {
  waiting: "groupWaiting",
  left: "groupLeft",
  offered: "groupOffered",
  mine: "groupMine",
  colleagues: "groupColleagues",
  closed: "stateClosed",
};
const COUNTED = new Set(["waiting", "left", "offered"]);

/** `time`: under the heading of its day the clock is enough. */
function OneRow({ row, oldest, time }: { row: Row; oldest: boolean; time: string }) {
  const shape = shapeOf(row, useDesk().state.reader.id);
  if (shape === "wait") return <WaitCard row={row} oldest={oldest} />;
  return shape === "offer" ? <OfferCard row={row} /> : <ConvRow row={row} time={time} />;
}

interface GroupProps {
  group: Group;
  n: number;
  column: ReturnType<typeof drawn>;
  oldest: string | undefined;
  now: number;
}

function Heading({ group, n, now }: Omit<GroupProps, "column" | "oldest">) {
  return (
    <h2 class="group">
      {group.role === "day" ? day(group.day, now) : t(HEADINGS[group.role])}
      {COUNTED.has(group.role) && n > 0 && (
        <span class={`n ${group.role === "left" ? "n--quiet" : "n--soft"}`}>{n}</span>
      )}
    </h2>
  );
}

/** A heading, and those of its rows that are in sight: the gaps keep the place of the others. */
export function GroupView({ group, n, column, oldest, now }: GroupProps) {
  const me = useDesk().state.reader.id;
  return (
    <>
      <Heading group={group} n={n} now={now} />
      <ul style={{ paddingBottom: `${column.rest}px` }}>
        {column.rows.map(({ at, gap }) => {
          const row = group.rows[at] as Row;
          return (
            <li
              key={row.conv}
              style={{ marginTop: `${gap}px` }}
              aria-setsize={group.rows.length}
              aria-posinset={at + 1}
              {...marks(row, me)}
            >
              <OneRow
                row={row}
                oldest={row.conv === oldest}
                time={group.role === "day" ? clock(row.updated) : when(row.updated, now)}
              />
            </li>
          );
        })}
      </ul>
    </>
  );
}
