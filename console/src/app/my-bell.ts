// The page about oneself in the settings: the choices of this browser that the console keeps and obeys, and a try of them.

import { type Choices, Memory } from "../desk/memory";
import { Chime } from "../notices/chime";
import { Notices } from "../notices/notices";
import { standing, trial } from "../notices/trial";
import { storage } from "./storage";

const SWITCHES = ["notify", "sound", "keys"] as const;

const part = <Kind extends Element>(name: string) => document.querySelector<Kind>(`[data-bell="${name}"]`);

/** Draws what is chosen and allowed now: the console in another tab, or the browser's own menu, may have changed it. */
function draw(memory: Memory): void {
  const choices = memory.choices();
  for (const name of SWITCHES) {
    const field = part<HTMLInputElement>(name);
    if (field) field.checked = choices[name];
  }
  const words = part("standing");
  if (words) words.textContent = standing();
}

function listen(memory: Memory): void {
  const [chime, notices] = [new Chime(() => {}), new Notices(() => {})];
  for (const name of SWITCHES) {
    const field = part<HTMLInputElement>(name);
    field?.addEventListener("change", () =>
      memory.keepChoices({ ...memory.choices(), [name]: field.checked } satisfies Choices),
    );
  }
  part("try")?.addEventListener("click", async () => {
    const said = await trial(chime, notices, memory.choices());
    draw(memory);
    part("said")?.replaceChildren(said);
  });
  addEventListener("storage", () => draw(memory));
  navigator.permissions?.query({ name: "notifications" }).then(
    (status) => status.addEventListener("change", () => draw(memory)),
    () => {}, // A browser that does not tell of changes: seen at the next opening.
  );
}

const kept = storage();
const memory = new Memory(kept, document.querySelector("main")?.dataset.me ?? "");
draw(memory);
listen(memory);
part("here")?.removeAttribute("hidden");
// Without storage nothing would be chosen for longer than this page stands; it can still be tried.
if (!kept) part("choices")?.replaceChildren(part<HTMLTemplateElement>("forgets")?.content ?? "");
