/** @jsxRuntime classic */
/** @jsx h */
/** What is chosen in the form: where to be answered, and what the question is about. */
import texts from "#texts";
import type { Leave } from "../../../link/src/wire";
import { h, type Kid, type View } from "../dom";
import { form, wayOf } from "./leaving";
import type { Help } from "./more";

const WAYS: Record<Leave["way"], string> = {
  chat: texts.way_chat,
  phone: texts.way_phone,
  telegram: "Telegram",
  whatsapp: "WhatsApp",
  max: "MAX",
  viber: "Viber",
  sms: texts.way_sms,
  email: "E-mail",
};

/** As buttons, and not boxes of the browser: a copy of a click (panel/apart.ts) would tick those twice. */
function choices(name: string, all: [string, string][], chosen: string, choose: (one: string) => void): View {
  return (
    <fieldset key={name}>
      <legend>{name}</legend>
      {all.map(([one, text]) => (
        <button class="chip" aria-pressed={`${one === chosen}`} onclick={() => choose(one)}>
          {text}
        </button>
      ))}
    </fieldset>
  );
}

export function ways(help: Help): Kid {
  const { ways = [] } = form.fields ?? {};
  const choose = (way: string) => {
    form.filled.way = way as Leave["way"];
    form.problem = null;
    help.later();
  };
  const all = ways.map((way): [string, string] => [way, WAYS[way]]);
  return ways[1] && choices(texts.leave_way, all, wayOf(form), choose);
}

export function categories(help: Help): Kid {
  const { categories = [] } = form.fields ?? {};
  const choose = (category: string) => {
    form.filled.category = category;
    help.later();
  };
  const all = categories.map((one): [string, string] => [one, one]);
  return all[0] && choices(texts.leave_category, all, form.filled.category, choose);
}
