/** @jsxRuntime classic */
/** @jsx h */
/** The form of a window where nobody is there. A part of its own, fetched when it is to be filled in. */
import texts from "#texts";
import { keyOf } from "../../../link/src/keys";
import { h, type Kid, type View } from "../dom";
import { button, icon, iconButton } from "../screens/views";
import { categories, ways } from "./choices";
import { askFields, form, isAsked, leave, wayOf } from "./leaving";
import type { Help } from "./more";

export { default as sheet } from "../style/leave.css";

const AT: Record<string, string> = {
  bad_contact: "contact",
  no_consent: "consent",
  empty: "body",
  too_long: "body",
};

const valueIn = ({ target }: Event) => (target as HTMLInputElement).value;

/** All of the window; `role`: whose house it is, `words`: that nobody is there, and until when. */
export function all(help: Help, close: () => void, role: string, words: View): View[] {
  return [head(help, close, role), fields(help, words), submit(help)];
}

const head = ({ set }: Help, close: () => void, role: string): View => (
  <div key="head" class="head">
    {iconButton("back", texts.leave_back, () => set({ screen: "talk" }))}
    <div class="title">
      <h2 id="name">{texts.leave_head}</h2>
      <p>{role}</p>
    </div>
    {iconButton("minus", texts.minimise, close)}
  </div>
);

function fields(help: Help, words: View): View {
  askFields(help);
  return (
    <div key="form" class="form">
      {words}
      {!isAsked(help) && question(help)}
      {wayOf(form) !== "chat" && contact(help)}
      {ways(help)}
      {categories(help)}
      {wayOf(form) !== "chat" && consent(help)}
      {trouble("")}
    </div>
  );
}

const submit = (help: Help): View =>
  button("btn", form.sent ? <span class="spin" /> : texts.send, () => leave(help));

/** What is wrong with one field, or with none of them. */
function trouble(field: string): Kid {
  const { code = "", text } = form.problem ?? {};
  return (
    text &&
    (AT[code] ?? "") === field && (
      <p key="no" id={`no-${field}`} class="no" role="alert">
        {text}
      </p>
    )
  );
}

const wrong = (field: string) =>
  trouble(field) ? { "aria-invalid": "true", "aria-describedby": `no-${field}` } : {};

const question = ({ state, write }: Help): View => (
  <label key="body">
    {texts.leave_question}
    <textarea
      value={state.draft}
      rows="3"
      {...wrong("body")}
      oninput={(event: Event) => write(valueIn(event))}
    />
    {trouble("body")}
  </label>
);

function contact(help: Help): View {
  const typed = (event: Event) => {
    form.filled.contact = valueIn(event);
    form.problem = null;
    help.later();
  };
  const keyed = (event: KeyboardEvent) => {
    if (keyOf(event) === "Enter") leave(help);
  };
  return (
    <label key="contact">
      {texts.leave_contact}
      <input
        value={form.filled.contact}
        autocomplete="tel"
        inputmode="email"
        maxlength="254"
        {...wrong("contact")}
        oninput={typed}
        onkeydown={keyed}
      />
      {trouble("contact")}
    </label>
  );
}

function consent(help: Help): Kid {
  const { text, link } = form.fields?.consent ?? {};
  const agree = () => {
    form.filled.agreed = !form.filled.agreed;
    help.later();
  };
  return (
    text && (
      <div key="consent" class="agree">
        {/* biome-ignore lint/a11y/useSemanticElements: a copy of a click would tick a box of the browser twice */}
        <button role="checkbox" aria-checked={`${form.filled.agreed}`} {...wrong("consent")} onclick={agree}>
          <span class="tick">{form.filled.agreed && icon("sent")}</span>
          {text}
        </button>
        {link && (
          <a href={link} target="_blank" rel="noopener noreferrer">
            {texts.leave_policy}
          </a>
        )}
        {trouble("consent")}
      </div>
    )
  );
}

/** By the link of a letter: the talk stands open, and the address of the page is its own again. */
export function arrive(open: () => void): void {
  const { history, location } = window;
  // Not the page's own way, which routers and counters listen to.
  window.History.prototype.replaceState.call(history, history.state, "", location.pathname + location.search);
  open();
}
