/** His conversations: the state of the window on one side, the link on the other. */
import { newId } from "../link/clock";
import { Link } from "../link/link";
import type { Greeting, Row, ServerFrame } from "../link/wire";
import type { Shell } from "../shell";
import { asked, entered, mayWrite, openRow, type State, unreadOf, withRow } from "../state";
import type { Acts } from "./scene";
import { say } from "./words";

const CUT_MS = 1_500;
const TYPING_MS = 5_000;
const TROUBLE_MS = 6_000;
const DAY_MS = 86_400_000;

/** What the panel uses of it. */
export interface Talks {
  readonly state: State;
  readonly link: Link;
  readonly act: Acts;
}

/** Starts the connection; `later` is called whenever something may look different, `news` for a message of an operator. */
export function makeTalks(shell: Shell, later: () => void, news: (row: Row) => void): Talks {
  ...
}
