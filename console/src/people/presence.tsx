// The operator's own presence and connection.

import { setPresence } from "../desk/actions";
import type { Desk } from "../desk/desk";
import { Dot, type Presence } from "../ui/avatar";
import { Choice } from "../ui/choice";
import { useDesk, useSlice } from "../ui/hooks";
import { Icon } from "../ui/icon";
import { type Key, t } from "../words/texts";

type Own = "online" | "away" | "busy";

const WORDS: Record<Presence, Key> = {
  online: "presenceOnline",
  away: "presenceAway",
  busy: "presenceBusy",
  offline: "presenceOffline",
};

/** A presence in words. */
export const presenceWords = (presence: Presence): string => t(WORDS[presence]);

/** What the server last said of oneself; without a connection one is offline. */
export const ownPresence = (desk: Desk): Presence =>
  desk.health.lostAt === null ? (desk.myself.presence ?? "online") : "offline";

const SIGNS: Record<Own, () => preact.JSX.Element> = {
  online: () => <Dot presence="online" />,
  away: () => <Icon name="coffee" size="s" />,
  busy: () => <Icon name="phone" size="s" />,
};

/** The three segments under one's name: the chosen one with its word. */
export function PresenceSwitch({ wide = false }: { wide?: boolean }) {
  const desk = useDesk();
  const own = useSlice(ownPresence);
  const options = (["online", "away", "busy"] as const).map((value) => {
    const Sign = SIGNS[value];
    const content = [<Sign key="sign" />, (wide || value === own) && presenceWords(value)];
    return { value, label: presenceWords(value), content };
  });
  const chosen = own === "offline" ? null : own;
  return (
    <Choice
      label={t("myPresence")}
      options={options}
      value={chosen}
      onChoose={(value) => setPresence(desk, value)}
    />
  );
}

/** Why one is not free, as colleagues read it where they would pass on a chat. */
export function Reason() {
  const desk = useDesk();
  const own = useSlice(ownPresence);
  const { most, why } = useSlice(({ state, myself }) => ({ most: state.limits.name, why: myself.why ?? "" }));
  if (own !== "away" && own !== "busy") return null;
  const save = (event: Event) =>
    setPresence(desk, own, (event.currentTarget as HTMLInputElement).value.trim());
  return (
    <label class="reason">
      <span class="lab">{t("presenceWhy")}</span>
      <input class="field" key={own} maxLength={most} defaultValue={why} onChange={save} />
    </label>
  );
}

const GOOD_MS = 40;
const FAIR_MS = 110;
const quality = (ping: number) => (ping < GOOD_MS ? "good" : ping <= FAIR_MS ? "fair" : "poor");

/** Three bars and the round trip. */
export function Ping() {
  const { there, doubtful, measured } = useSlice(({ health }) => ({
    there: health.lostAt === null,
    doubtful: health.doubtful,
    measured: health.ping,
  }));
  if (!there) {
    return (
      <span class="me__net me__net--off">
        <Icon name="cloudOff" size="xs" />
        {t("noConnection")}
      </span>
    );
  }
  const ping = doubtful ? null : measured;
  const words =
    ping === null
      ? t(doubtful ? "connectionDoubtful" : "connectionUnmeasured")
      : t("connectionMs", { n: Math.round(ping) });
  return (
    <span class="me__net">
      <span class={`bars ${ping === null ? "" : `bars--${quality(ping)}`}`} aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {words}
    </span>
  );
}
