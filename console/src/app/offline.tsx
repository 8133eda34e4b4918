// What the strip says while there is no connection.

import { soon } from "../../../link/src/text/said";
import { CloseCode } from "../../../link/src/wire";
import { useDesk, useNow, useSlice } from "../ui/hooks";
import { type Key, language, plural, t } from "../words/texts";
import { Ribbon } from "./ribbon";

const LONG_MS = 120_000;

const STOPPED: Record<string, [words: Key, action: Key, href: string]> = {
  person: ["stoppedPerson", "reload", ""],
  token: ["stoppedToken", "signInAgain", "/signin"],
  forbidden: ["stoppedForbidden", "reload", ""],
  version: ["stoppedVersion", "reload", ""],
  reset: ["stoppedReset", "reload", ""],
};

/** The link has stopped for good, and what may help. */
export function Stopped({ because, successor }: { because: string; successor: string }) {
  const [words, action, href] = STOPPED[because] ?? ["stoppedReset", "reload", ""];
  return (
    <Ribbon tone="bad" icon="cloudOff" role="alert">
      <span class="grow">{t(words, { name: successor })}</span>
      {href ? (
        <a class="btn btn--plain btn--s" href={href}>
          {t(action as Key)}
        </a>
      ) : (
        <button type="button" class="btn btn--plain btn--s" onClick={() => location.reload()}>
          {t(action as Key)}
        </button>
      )}
    </Ribbon>
  );
}

/** There is no connection, and when it is tried again. */
export function Offline({ since }: { since: number }) {
  const { link } = useDesk();
  useNow();
  const { nextTry, why, first } = useSlice(({ link: { nextTry, why }, state }) => ({
    nextTry,
    why,
    first: state.epoch === "",
  }));
  const now = performance.now();
  const seconds = nextTry === null ? 0 : Math.ceil((nextTry - now) / 1000);
  const long = now - since > LONG_MS;
  const minutes = Math.floor((now - since) / 60_000);
  const words = long
    ? plural("offlineLong", minutes)
    : why === CloseCode.RATE
      ? t("hurried", { when: soon((nextTry ?? now) - now, language) })
      : t(why === CloseCode.BUSY ? "crowded" : first ? "connecting" : "offline");
  return (
    <Ribbon tone={long ? "bad" : "warn"} {...(long && { icon: "cloudOff" as const })}>
      <span class="grow">
        {words}{" "}
        <span aria-hidden="true" class="wide">
          {seconds > 0 ? t("nextTry", { n: seconds }) : t("trying")}
        </span>
      </span>
      <button type="button" class="btn btn--ghost btn--s" onClick={() => link.wake()}>
        {t("tryNow")}
      </button>
    </Ribbon>
  );
}
