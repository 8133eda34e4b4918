/** Waiting for a log, as a promise. */

import { Refusal } from "./calls";
import type { Change } from "./client";
import type { Log } from "./log/log";
import { isAbout } from "./log/logs";
import type { OperatorClient } from "./operator-client";

/** Until the log has come so far. A question that a lost connection swallowed is asked again; a refused one rejects. */
export function waitFor(
  client: OperatorClient,
  conv: string,
  done: (log: Log) => boolean,
  askAgain: () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = client.subscribe((change) => {
      const log = client.logs.get(conv);
      const refusal = refusalOf(client, log, change);
      if (change.kind === "frame" && change.frame.t === "welcome") askAgain();
      if (refusal && !log?.loaded) client.forget(conv);
      if (refusal) reject(refusal);
      else if (log && done(log)) resolve();
      else return;
      end();
    });
  });
}

function refusalOf(client: OperatorClient, log: Log | undefined, change: Change): Refusal | null {
  if (client.state === "stopped") return new Refusal({ code: "stopped" });
  if (change.kind !== "frame" || change.frame.t !== "no") return null;
  return log && isAbout(log, change.frame) ? new Refusal(change.frame) : null;
}
