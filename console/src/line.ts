// The connection as the operator feels it: there or not, quick or slow.

import type { Link } from "../../widget/src/link/link";
import type { Action, State } from "./state";
import { t } from "./texts";

const NOTICEABLE_MS = 3_000;

/** What the line needs of the desk. */
export interface LineDesk {
  readonly link: Pick<Link, "state">;
  readonly state: State;
  dispatch(action: Action): void;
  changed(): void;
}

/** Since when it is gone, and how long a round trip takes. */
export class Line {
  /** Round trip in ms. */
  ping: number | null = null;
  /** Since when there is no connection; null while there is one. */
  lostAt: number | null = Date.now();

  constructor(private readonly desk: LineDesk) {}

  measured(ms: number): void {
    this.ping = ms;
    this.desk.changed();
  }

  /** The link has another state now. */
  changed(): void {
    const live = this.desk.link.state === "live";
    const away = this.lostAt === null || this.desk.state.epoch === "" ? 0 : Date.now() - this.lostAt;
    this.lostAt = live ? null : (this.lostAt ?? Date.now());
    if (!live) this.ping = null;
    if (live && away > NOTICEABLE_MS) {
      this.desk.dispatch({ type: "toast", toast: { sign: "done", text: t("lineBack") } });
    }
    this.desk.changed();
  }
}
