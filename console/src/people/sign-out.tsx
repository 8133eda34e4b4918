// The way out; whoever leaves something unsent is told so before.

import { useState } from "preact/hooks";
import type { Desk } from "../desk/desk";
import { useDesk } from "../ui/hooks";
import { Icon } from "../ui/icon";
import { plural, t } from "../words/texts";
import { signOut, unsaid } from "./leaving";

type Unsaid = Awaited<ReturnType<typeof unsaid>>;

async function leave(desk: Desk): Promise<void> {
  if (!(await signOut(desk))) {
    desk.toast("bad", t("noAnswer"));
    return;
  }
  desk.onLeave();
  location.replace("/signin");
}

function Confirm({ unsaid: { messages, drafts }, stay }: { unsaid: Unsaid; stay: () => void }) {
  const desk = useDesk();
  const what = [messages && plural("unsentMessages", messages), drafts && plural("unsentDrafts", drafts)];
  return (
    <div role="alertdialog" aria-label={t("signOut")} class="leave">
      <p class="small">{[...what.filter(Boolean), t("unsentLost")].join(". ")}</p>
      <div class="leave__acts">
        {/* biome-ignore lint/a11y/noAutofocus: the question stands where the button was */}
        <button type="button" class="btn btn--plain grow" autoFocus onClick={stay}>
          {t("stay")}
        </button>
        <button type="button" class="btn btn--ghost grow" onClick={() => leave(desk)}>
          {t("signOutAnyway")}
        </button>
      </div>
    </div>
  );
}

/** The button, or what it would cost. */
export function SignOut() {
  const desk = useDesk();
  const [found, setFound] = useState<Unsaid | null>(null);
  const ask = async () => {
    const left = await unsaid(desk);
    if (left.messages + left.drafts > 0) setFound(left);
    else await leave(desk);
  };
  if (found) return <Confirm unsaid={found} stay={() => setFound(null)} />;
  return (
    <button type="button" class="btn btn--ghost btn--wide" onClick={ask}>
      <Icon name="logOut" size="s" />
      {t("signOut")}
    </button>
  );
}
