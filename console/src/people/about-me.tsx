// What others read of oneself: she or he, the title, and both names for those who read no Cyrillic.

import type { SetProfile } from "../../../link/src/wire";
import { setOwn } from "../desk/actions";
import { Choice } from "../ui/choice";
import { Editable } from "../ui/editable";
import { useDesk, useSlice } from "../ui/hooks";
import { type Key, t } from "../words/texts";

const FORMS: ["she" | "he" | "", Key][] = [
  ["she", "grammarShe"],
  ["he", "grammarHe"],
  ["", "grammarNeither"],
];

const LINES: [keyof Pick<SetProfile, "latin" | "title" | "title_latin">, label: Key, none: Key, edit: Key][] =
  [
    ["title", "myTitle", "titleNone", "titleEdit"],
    ["latin", "latinName", "latinNone", "latinEdit"],
    ["title_latin", "titleLatin", "titleLatinNone", "titleLatinEdit"],
  ];

/** All of it is told to everybody at once. */
export function AboutMe() {
  const desk = useDesk();
  const { myself, known } = useSlice(({ myself, state }) => ({ myself, known: state.people.length > 0 }));
  const options = FORMS.map(([value, words]) => ({ value, label: t(words), content: t(words) }));
  return (
    <>
      <div>
        <p class="lab">{t("aboutMe")}</p>
        <Choice
          label={t("aboutMe")}
          options={options}
          value={myself.grammar ?? ""}
          onChoose={(value) => setOwn(desk, { grammar: value }).catch(() => {})}
        />
      </div>
      {known && (
        <div class="about">
          {LINES.map(([name, label, none, edit]) => (
            <div key={name}>
              <p class="lab">{t(label)}</p>
              <Editable
                optional
                value={myself[name] ?? ""}
                label={t(label)}
                action={t(edit)}
                save={(value) => setOwn(desk, { [name]: value })}
              >
                {(pencil) => (
                  <p class="small muted">
                    {myself[name] || t(none)} {pencil}
                  </p>
                )}
              </Editable>
            </div>
          ))}
        </div>
      )}
    </>
  );
}
