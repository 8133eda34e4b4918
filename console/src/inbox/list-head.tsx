// The head of the list: which channel, which states, whose.

import { openOnes } from "../desk/counts";
import { type Filter, MINE } from "../desk/filter";
import { ownPresence, presenceWords } from "../people/presence";
import { Face } from "../ui/avatar";
import { useDesk, useSlice } from "../ui/hooks";
import { Icon } from "../ui/icon";
import { Switch } from "../ui/switch";
import { type Key, t } from "../words/texts";

const STATES: [Filter["state"], Key][] = [
  ["open", "stateOpen"],
  ["closed", "stateClosed"],
  ["all", "stateAll"],
];

function OnlyMine({ phone }: { phone: boolean }) {
  const desk = useDesk();
  const filter = useSlice(({ state }) => state.filter);
  if (filter.scope === MINE) return null;
  const toggle = () => desk.lists.choose({ ...filter, mine: !filter.mine });
  return (
    <Switch className={phone ? "phone" : ""} label={t("onlyMine")} checked={filter.mine} onChange={toggle} />
  );
}

function PhoneHead({ title }: { title: string }) {
  const desk = useDesk();
  const presence = useSlice(ownPresence);
  const { name = "", photo } = useSlice(({ myself }) => myself);
  const label = t("profileOf", { name, presence: presenceWords(presence) });
  return (
    <div class="rowx phone list__phone">
      <h1 class="grow">
        <button type="button" class="rowx" aria-haspopup="dialog" onClick={() => desk.show("channels")}>
          <span class="cut">{title}</span>
          <Icon name="chevronDown" />
        </button>
      </h1>
      <button
        type="button"
        class="face-button"
        aria-haspopup="dialog"
        aria-label={label}
        onClick={() => desk.show("me")}
      >
        <Face name={name} photo={photo} presence={presence} />
      </button>
    </div>
  );
}

function States() {
  const desk = useDesk();
  const { filter, open } = useSlice(({ state: { filter, rows, reader } }) => ({
    filter,
    open: openOnes(rows.values(), filter, reader.id),
  }));
  return (
    <fieldset class="seg" aria-label={t("stateLabel")}>
      {STATES.map(([state, words]) => (
        <button
          type="button"
          key={state}
          aria-pressed={filter.state === state}
          onClick={() => desk.lists.choose({ ...filter, state })}
        >
          {t(words)}
          {state === "open" && open > 0 && <span class="faint">{open}</span>}
        </button>
      ))}
    </fieldset>
  );
}

/** Title and filters. */
export function ListHead({ title }: { title: string }) {
  return (
    <header class="list__head">
      <PhoneHead title={title} />
      <div class="rowx desk">
        <h1 class="grow cut">{title}</h1>
        <OnlyMine phone={false} />
      </div>
      <States />
      <OnlyMine phone />
    </header>
  );
}
