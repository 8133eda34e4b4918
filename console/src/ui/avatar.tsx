// Faces: photo, initials or a figure, with a sign of presence.

import { initials } from "../../../link/src/text/letters";
import type { Row } from "../../../link/src/wire";
import { t } from "../words/texts";
import { Icon } from "./icon";

export type Presence = "online" | "away" | "busy" | "offline";

const SHAPES: Record<Presence, string> = {
  online: "",
  away: "pres--away",
  busy: "pres--phone",
  offline: "pres--off",
};
const TINTS = ["a", "b", "c", "d"];

/** Presence as shape and colour; the words stand beside it. */
export const Dot = ({ presence }: { presence: Presence }) => <i class={`pres ${SHAPES[presence]}`} />;

function tint(text: string): string {
  let sum = 0;
  for (const letter of text) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997;
  return `ava--${TINTS[sum % TINTS.length]}`;
}

interface FaceProps {
  name: string;
  photo?: string | undefined;
  size?: "" | "s" | "xs" | "l";
  presence?: Presence | undefined;
}

/** A colleague's face. */
export function Face({ name, photo, size = "", presence }: FaceProps) {
  return (
    <span class={`ava ${size && `ava--${size}`}`}>
      {photo ? <img class="face" src={photo} alt="" /> : initials(name, 2) || <Icon name="user" />}
      {presence && <Dot presence={presence} />}
    </span>
  );
}

/** The visitor of a row: initials in a tint of their own, or a figure while the name is unknown. */
export function VisitorFace({ row, size = "" }: { row: Row; size?: "" | "s" | "l" }) {
  const name = row.visitor?.name ?? "";
  const here = row.visitor?.here;
  return (
    <span class={`ava ${size && `ava--${size}`} ${row.locked ? "" : tint(name || row.conv)}`}>
      {initials(name, 2) || <Icon name="user" />}
      {!row.locked && size !== "s" && <Dot presence={here ? "online" : "offline"} />}
      {!row.locked && size !== "s" && <span class="hide">{t(here ? "visitorHere" : "visitorGone")}</span>}
    </span>
  );
}
