// A visitor's name in a line: what is too long is cut, but never the number that tells guests apart.

import type { Row } from "../../../link/src/wire";
import { numberBeside, visitorName } from "../desk/rows";

/** To be put into a heading or a bold line. */
export function Named({ row }: { row: Row }) {
  return (
    <span class="named">
      <span class="cut">{visitorName(row)}</span>
      <span class="named__n">{numberBeside(row)}</span>
    </span>
  );
}
