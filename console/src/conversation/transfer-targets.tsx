// Whom or where a conversation can be passed to: those who are there first.

import type { Channel, Colleague, Row } from "../../../link/src/wire";
import { heldBy } from "../desk/counts";
import type { State } from "../desk/state";
import { presenceWords } from "../people/presence";
import { Face } from "../ui/avatar";
import { useDesk, useSlice } from "../ui/hooks";
import { Icon } from "../ui/icon";
import { type Key, plural, t } from "../words/texts";

interface PickProps {
  id: string;
  chosen: string;
  choose: (id: string) => void;
  off?: boolean;
  face: preact.ComponentChildren;
  name: string;
  under: string;
  figure: string;
}

function Pick({ id, chosen, choose, off = false, face, name, under, figure }: PickProps) {
  return (
    <label class={`pick radio ${off ? "off" : ""}`}>
      {face}
      <span>
        <b>{name}</b>
        {under && <small>{under}</small>}
      </span>
      <span class="q">{figure}</span>
      <input
        type="radio"
        name="to"
        value={id}
        checked={chosen === id}
        disabled={off}
        onChange={() => choose(id)}
      />
    </label>
  );
}

const GROUPS: [Key, (person: Colleague) => boolean][] = [
  ["groupOnline", (person) => person.presence === "online"],
  ["groupBusy", (person) => person.presence === "busy" || person.presence === "away"],
  ["groupOffline", (person) => (person.presence ?? "offline") === "offline"],
];

interface PicksProps {
  row: Row;
  chosen: string;
  choose: (id: string) => void;
}

const colleagues = ({ people, reader }: State, row: Row): Colleague[] =>
  people.filter(({ id, channels = [] }) => id !== reader.id && channels.includes(row.channel));

/** Colleagues of the channel. */
export function People({ row, chosen, choose }: PicksProps) {
  const all = useSlice(({ state }) => colleagues(state, row));
  const rows = useSlice(({ state }) => state.rows);
  if (all.length === 0) return <p class="picks__none">{t("noColleagues")}</p>;
  return (
    <div class="picks" role="radiogroup" aria-label={t("transferWhom")}>
      {GROUPS.map(([heading, belongs]) => {
        const some = all.filter(belongs);
        return (
          some.length > 0 && [
            <h3 key={heading}>{t(heading)}</h3>,
            ...some.map(({ id, name, photo, presence = "offline", why }) => (
              <Pick
                key={id}
                {...{ id, name, chosen, choose }}
                off={presence === "offline"}
                face={<Face name={name} photo={photo} presence={presence} />}
                under={presence === "online" ? "" : why || presenceWords(presence).toLowerCase()}
                figure={plural("talks", heldBy(rows.values(), id))}
              />
            )),
          ]
        );
      })}
    </div>
  );
}

/** The other channels. Who is there is known of one's own; of the rest the name alone. */
export function Channels({ row, chosen, choose }: PicksProps) {
  const { administrator } = useDesk().state.reader;
  const { people, all } = useSlice(({ state }) => ({ people: state.people, all: state.channels }));
  const known = ({ member = false }: Channel) => member || administrator;
  const online = ({ id }: Channel) =>
    people.filter(({ presence, channels = [] }) => presence === "online" && channels.includes(id)).length;
  const others = all
    .filter(({ id, closed }) => id !== row.channel && !closed)
    .map((channel) => ({ ...channel, n: known(channel) ? online(channel) : -1 }));
  if (others.length === 0) return <p class="picks__none">{t("noOtherChannels")}</p>;
  const groups = [
    { heading: "groupStaffed" as const, channels: others.filter(({ n }) => n > 0) },
    { heading: "groupEmpty" as const, channels: others.filter(({ n }) => n === 0) },
    { heading: "groupElsewhere" as const, channels: others.filter(({ n }) => n < 0) },
  ];
  return (
    <div class="picks" role="radiogroup" aria-label={t("transferWhere")}>
      {groups.map(
        ({ heading, channels }) =>
          channels.length > 0 && [
            <h3 key={heading}>{t(heading)}</h3>,
            ...channels.map(({ id, name, n }) => (
              <Pick
                key={id}
                {...{ id, name, chosen, choose }}
                face={
                  <span class="ava ava--a">
                    <Icon name="mapPin" />
                  </span>
                }
                under={n > 0 ? plural("peopleOnline", n) : n === 0 ? t("nobodyOnline") : ""}
                figure=""
              />
            )),
          ],
      )}
    </div>
  );
}
