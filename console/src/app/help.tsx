// The keys, and the switch that turns the single letters off.

import { Dialog } from "../ui/dialog";
import { useDesk, useSlice } from "../ui/hooks";
import { Switch } from "../ui/switch";
import { type Key, t } from "../words/texts";

const LETTERS: [keys: string[], words: Key][] = [
  [["J", "K", "↓", "↑"], "keyWalk"],
  [["Enter"], "keyOpen"],
  [["A"], "keyAccept"],
  [["R"], "keyReply"],
  [["N"], "keyNote"],
  [["T"], "keyTransfer"],
  [["E"], "keyClose"],
  [["1", "2", "3"], "keyStates"],
  [["M"], "keyMine"],
  [["?"], "keyHelp"],
];
const WRITING: [keys: string[], words: Key][] = [
  [["Enter"], "keySend"],
  [["Shift", "Enter"], "keyLine"],
  [["Esc"], "keyLeave"],
];

function Keys({ list }: { list: [string[], Key][] }) {
  return (
    <dl class="keys">
      {list.map(([keys, words]) => (
        <div key={words}>
          <dt>
            {keys.map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dt>
          <dd>{t(words)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The keyboard map. */
export function Help() {
  const desk = useDesk();
  const letters = useSlice(({ choices }) => choices.keys);
  const toggle = () => desk.choose({ keys: !letters });
  return (
    <Dialog title={t("keysTitle")} onClose={() => desk.show(null)}>
      <Keys list={LETTERS} />
      <h3 class="lab">{t("keysInText")}</h3>
      <Keys list={WRITING} />
      <Switch className="keys__switch" label={t("keysSwitch")} checked={letters} onChange={toggle} />
    </Dialog>
  );
}
