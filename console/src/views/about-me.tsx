// What sentences about oneself need: she or he, and the name for those who read no Cyrillic.

import { setOwn } from "../deeds";
import { type Key, t } from "../texts";
import { Choice } from "./choice";
import { Editable } from "./editable";
import { useDesk } from "./hooks";

const FORMS: ["she" | "he" | "", Key][] = [
  ["she", "grammarShe"],
  ["he", "grammarHe"],
  ["", "grammarNeither"],
];

/** Both are told to everybody at once. */
export function AboutMe() {
  const desk = useDesk();
  const { grammar = "", latin = "" } = desk.myself;
  const options = FORMS.map(([value, words]) => ({ value, label: t(words), content: t(words) }));
  return (
    <>
      <div>
        <p class="lab">{t("aboutMe")}</p>
        <Choice
          label={t("aboutMe")}
          options={options}
          value={grammar}
          onChoose={(value) => setOwn(desk, "grammar", value).catch(() => {})}
        />
      </div>
      <div>
        <p class="lab">{t("latinName")}</p>
        <Editable
          value={latin}
          label={t("latinName")}
          action={t("latinEdit")}
          save={(value) => setOwn(desk, "latin", value)}
        >
          {(pencil) => (
            <p class="small muted">
              {latin || t("latinNone")} {pencil}
            </p>
          )}
        </Editable>
      </div>
    </>
  );
}
