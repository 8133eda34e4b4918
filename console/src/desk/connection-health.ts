// The connection as the operator feels it: there or not, quick or slow.

import type { OperatorClient } from "../../../link/src/operator-client";
import { t } from "../words/texts";
import type { State, Toast } from "./state";

const NOTICEABLE_MS = 3_000;

/** What it needs of the desk. */
export interface HealthDesk {
  readonly link: Pick<OperatorClient, "state" | "doubt">;
  readonly state: State;
  toast(sign: Toast["sign"], text: string): void;
  changed(): void;
}

/** Since when it is gone, by the clock of spans, and how long a round trip takes. */
export class ConnectionHealth {
  /** Round trip in ms. */
  ping: number | null = null;
  /** The last ping has no answer. */
  private silent = false;
  /** Since when there is no connection; null while there is one. */
  lostAt: number | null = performance.now();

  constructor(private readonly desk: HealthDesk) {}

  /** `ms`: null where no answer comes. */
  measured(ms: number | null): void {
    this.ping = ms;
    this.silent = ms === null;
    this.desk.changed();
  }

  /** There is a connection, but what was asked has no answer. */
  get doubtful(): boolean {
    return this.silent || this.desk.link.doubt;
  }

  /** The link has another state now. */
  changed(): void {
    const live = this.desk.link.state === "live";
    const away = this.lostAt === null || this.desk.state.epoch === "" ? 0 : performance.now() - this.lostAt;
    this.lostAt = live ? null : (this.lostAt ?? performance.now());
    if (!live) {
      this.ping = null;
      this.silent = false;
    }
    if (live && away > NOTICEABLE_MS) {
      this.desk.toast("done", t("connectionBack"));
    }
    this.desk.changed();
  }
}
