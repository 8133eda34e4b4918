// The upper end of a log.

import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../ui/icon";
import { t } from "../words/texts";

/** Loads what lies above whenever it comes into sight. */
export function LoadOlder({ load }: { load: () => Promise<unknown> }) {
  const ref = useRef<HTMLDivElement>(null);
  const latest = useRef(load);
  const [state, setState] = useState<"idle" | "busy" | "failed">("idle");
  latest.current = load;
  const run = () => {
    setState("busy");
    latest.current().then(
      () => setState("idle"),
      () => setState("failed"),
    );
  };
  useEffect(() => {
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting && run(), {
      rootMargin: "160px",
    });
    if (ref.current && state === "idle") watcher.observe(ref.current);
    return () => watcher.disconnect();
  }, [state]);
  return (
    <div class="above" ref={ref}>
      {state === "busy" && <span class="spin" role="status" aria-label={t("loadingMore")} />}
      {state === "failed" && (
        <button type="button" class="btn btn--ghost btn--s" onClick={run}>
          <Icon name="rotateCw" size="s" />
          {t("olderFailed")}
        </button>
      )}
    </div>
  );
}
