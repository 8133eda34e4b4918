/** What a visitor leaves where nobody is there: kept while they fill it in, sent until the server has it. */
import texts from "#texts";
import { newId } from "../../../link/src/clock";
import type { Fields, Leave, Left, Problem } from "../../../link/src/wire";
import { channelOf, openRow } from "../panel/state";
import type { Help } from "./more";

const AGAIN_MS = 5_000;

/** What is filled in beside the question, which is the draft of the window. */
export interface Filled {
  contact: string;
  way: Leave["way"] | "";
  category: string;
  agreed: boolean;
}

/** `fields`: what the site asks for, once it has said so; `sent`: what is on its way. */
export const form = {
  fields: null as Fields | null,
  filled: { contact: "", way: "", category: "", agreed: false } as Filled,
  problem: null as Partial<Problem> | null,
  sent: null as Leave | null,
};
let asked = false;

/** The way that is chosen, or goes with what is typed. */
export function wayOf({ filled, fields }: typeof form): Leave["way"] {
  const { ways = [] } = fields ?? {};
  const fitting = ways.find((way) => way === (filled.contact.includes("@") ? "email" : "phone"));
  return filled.way || fitting || ways[0] || "chat";
}

/** Whether the question stands in the open talk already. */
export const isAsked = ({ state }: Help): boolean => Boolean(openRow(state)?.waiting && !state.draft);

async function post<T>({ shell, state }: Help, path: string, body: object): Promise<T> {
  const response = await fetch(`${shell.origin}/widget/${path}`, {
    method: "POST",
    body: JSON.stringify({ token: shell.started.token, lang: state.started.lang, ...body }),
    credentials: "omit",
  });
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw answer;
  return answer;
}

/** What the site asks for: tried until it is known. */
export function askFields(help: Help): void {
  if (asked) return;
  asked = true;
  post<Fields>(help, "form", {})
    .then((fields) => {
      form.fields = fields;
    })
    .catch(() => setTimeout(() => forgetFields(help), AGAIN_MS))
    .finally(help.later);
}

function forgetFields(help: Help): void {
  asked = false;
  help.later();
}

/** Goes out under one id however often it is tried, until it is changed. */
export function leave(help: Help): void {
  if (form.sent) return;
  form.problem = null;
  form.sent = filledIn(help);
  send(help, form.sent);
  help.later();
}

function filledIn({ state }: Help): Leave {
  const { contact, category, agreed } = form.filled;
  const conv = openRow(state)?.conv ?? null;
  return {
    token: "",
    rid: newId(),
    conv,
    new: conv ? null : { ccid: newId(), channel: channelOf(state), origin: "incoming" },
    body: state.draft.trim(),
    contact: contact.trim(),
    way: wayOf(form),
    category,
    consent: agreed ? (form.fields?.consent.version ?? null) : null,
  };
}

async function send(help: Help, sent: Leave): Promise<void> {
  const { token: _, ...body } = sent;
  try {
    const { conv } = await post<Left>(help, "leave", body);
    form.sent = null;
    form.filled.agreed = false;
    help.write("");
    help.talk(conv);
  } catch (error) {
    refused(help, sent, Object(error));
  }
}

/** Without words of the server there is no line, or it is busy: then it goes out again by itself. */
function refused(help: Help, sent: Leave, problem: Partial<Problem>): void {
  const waits = !problem.code || problem.after_ms;
  form.problem = problem.code ? problem : { text: texts.offline };
  if (waits) setTimeout(send, problem.after_ms || AGAIN_MS, help, sent);
  else form.sent = null;
  if (problem.code === "no_consent") changedConsent(help);
  help.later();
}

function changedConsent(help: Help): void {
  form.filled.agreed = false;
  forgetFields(help);
}
