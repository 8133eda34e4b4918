// Whom or where a conversation can be passed to: those who are there first.

import type { Channel, Colleague, Row } from "../../../link/src/wire";
import { heldBy } from "../counts";
import type { Desk } from "../desk";
import { type Key, plural, t } from "../texts";
import { Face } from "./avatar";
import { Icon } from "./icon";
import { presenceWords } from "./presence";

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
  desk: Desk;
  row: Row;
  chosen: string;
  choose: (id: string) => void;
}

const colleagues = (desk: Desk, row: Row): Colleague[] =>
  desk.state.people.filter(
    ({ id, channels = [] }) => id !== desk.state.reader.id && channels.includes(row.channel),
  );

/** Colleagues of the channel. */
export function People({ desk, row, chosen, choose }: PicksProps) {
  const all = colleagues(desk, row);
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
                figure={plural("talks", heldBy(desk.state.rows.values(), id))}
              />
            )),
          ]
        );
      })}
    </div>
  );
}

/** The other channels. Who is there is known of one's own; of the rest the name alone. */
export function Rooms({ desk, row, chosen, choose }: PicksProps) {
  const known = ({ member = false }: Channel) => member || desk.state.reader.administrator;
  const online = ({ id }: Channel) =>
    desk.state.people.filter(({ presence, channels = [] }) => presence === "online" && channels.includes(id))
      .length;
  const others = desk.state.rooms
    .filter(({ id }) => id !== row.channel)
    .map((room) => ({ ...room, n: known(room) ? online(room) : -1 }));
  if (others.length === 0) return <p class="picks__none">{t("noOtherChannels")}</p>;
  const groups = [
    { heading: "groupStaffed" as const, rooms: others.filter(({ n }) => n > 0) },
    { heading: "groupEmpty" as const, rooms: others.filter(({ n }) => n === 0) },
    { heading: "groupElsewhere" as const, rooms: others.filter(({ n }) => n < 0) },
  ];
  return (
    <div class="picks" role="radiogroup" aria-label={t("transferWhere")}>
      {groups.map(
        ({ heading, rooms }) =>
          rooms.length > 0 && [
            <h3 key={heading}>{t(heading)}</h3>,
            ...rooms.map(({ id, name, n }) => (
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
