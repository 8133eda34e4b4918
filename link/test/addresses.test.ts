import assert from "node:assert/strict";
import { test } from "node:test";
import { pieces, webAddress } from "../src/text/addresses";

/** Links in brackets, texts as they are. */
const shown = (text: string) =>
  pieces(text)
    .map((piece) => (piece.href ? `[${piece.text}]` : piece.text))
    .join("");

const cases = [
  ["https://olha.example/neva", "[https://olha.example/neva]"],
  ["Вот: http://a.example/?c=d&e#f.", "Вот: [http://a.example/?c=d&e#f]."],
  ["(https://a.example/c), и mailto:a@b.example!", "([https://a.example/c]), и [mailto:a@b.example]!"],
  ["https://ru.wikipedia.org/wiki/Самовар_(чай)", "[https://ru.wikipedia.org/wiki/Самовар_(чай)]"],
  [
    "(см. https://ru.wikipedia.org/wiki/Самовар_(чай)).",
    "(см. [https://ru.wikipedia.org/wiki/Самовар_(чай)]).",
  ],
  ["[https://a.example/c], {http://b.example}", "[[https://a.example/c]], {[http://b.example]}"],
  [
    "«https://a.example/c», \"http://b.example\", 'http://c.example'",
    "«[https://a.example/c]», \"[http://b.example]\", '[http://c.example]'",
  ],
  ["“https://a.example/c”…", "“[https://a.example/c]”…"],
  ["Цена?https://a.example!!!", "Цена?[https://a.example]!!!"],
  ["https://a.example,http://b.example", "[https://a.example],[http://b.example]"],
  ["https://en.example/O'Reilly", "[https://en.example/O'Reilly]"],
  ["HTTPS://A.EXAMPLE/путь", "[HTTPS://A.EXAMPLE/путь]"],
  ["https://кухни.рф/нева", "[https://кухни.рф/нева]"],
  [
    "http://127.0.0.1:8000/x http://[::1]:8000/ http://intranet/",
    "[http://127.0.0.1:8000/x] [http://[::1]:8000/] [http://intranet/]",
  ],
  ["https://a.example/\u200bдальше", "[https://a.example/]\u200bдальше"],
  ["www.olha.example", "[www.olha.example]"],
  ["Сайт www.olha.example/neva, (WWW.olha.example)", "Сайт [www.olha.example/neva], ([WWW.olha.example])"],
  [
    "awww.olha.example www. www.a www..b x@www.olha.example",
    "awww.olha.example www. www.a www..b [x@www.olha.example]",
  ],
  ["anna@olha.example", "[anna@olha.example]"],
  [
    "Почта:anna.s+1@olha.example, и <ivan@olha.example>.",
    "Почта:[anna.s+1@olha.example], и <[ivan@olha.example]>.",
  ],
  ["(anna@olha.example);ivan@olha.example", "([anna@olha.example]);[ivan@olha.example]"],
  ["почта@кухни.рф", "[почта@кухни.рф]"],
  [
    "javascript:alert(1) data:text/html,x vbscript:x ftp://x",
    "javascript:alert(1) data:text/html,x vbscript:x ftp://x",
  ],
  [
    "JaVaScRiPt:alert(1)\thttps:/one-slash //evil.example",
    "JaVaScRiPt:alert(1)\thttps:/one-slash //evil.example",
  ],
  ["https://x.example:99999/ http://[::1 https://%00", "https://x.example:99999/ http://[::1 https://%00"],
  [
    "https:// http://. https://a..b https://-, mailto: mailto:x",
    "https:// http://. https://a..b https://-, mailto: mailto:x",
  ],
  [
    "https://bank.example@evil.example ssh://git@olha.example",
    "https://bank.example@evil.example ssh://git@olha.example",
  ],
  [
    "a@b a@x..example @olha.example a@.example a@b.1 a..b@c.example a@b@c.example",
    "a@b a@x..example @olha.example a@.example a@b.1 a..b@c.example a@b@c.example",
  ],
  ["без ссылок", "без ссылок"],
] as const;

for (const [text, expected] of cases)
  test(`links in ${JSON.stringify(text)}`, () => assert.equal(shown(text), expected));

test("an empty text has no pieces", () => assert.deepEqual(pieces(""), []));

test("a link leads where its words say", () => {
  const leads = (text: string) => pieces(text).find(({ href }) => href)?.href;
  assert.equal(leads("www.olha.example"), "https://www.olha.example/");
  assert.equal(leads("HTTPS://Olha.Example/a"), "https://olha.example/a");
  assert.equal(leads("anna@olha.example"), "mailto:anna@olha.example");
  assert.equal(webAddress("javascript:alert(1)"), null);
  assert.equal(webAddress("https://olha.example/"), "https://olha.example/");
});

/** How many letters the parser hands to its tools for this text. */
function work(text: string): number {
  let letters = 0;
  const owners = { exec: RegExp.prototype, split: String.prototype, slice: String.prototype } as const;
  const undo = Object.entries(owners).map(([name, owner]) => {
    const object = owner as unknown as Record<string, (...given: unknown[]) => unknown>;
    const real = object[name] as (...given: unknown[]) => unknown;
    object[name] = function (this: unknown, ...given: unknown[]) {
      const answer = real.apply(this, given);
      // `split` tries a sticky expression at every letter: there it looks at what it takes, and one more.
      if (this instanceof RegExp)
        letters += this.sticky ? `${answer ?? ""}`.length + 1 : `${given[0]}`.length;
      else letters += `${this}`.length;
      return answer;
    };
    return () => {
      object[name] = real;
    };
  });
  try {
    pieces(text);
  } finally {
    for (const back of undo) back();
  }
  return letters;
}

const nearly = [
  "http://",
  "https://.",
  "www.",
  "a@",
  "a.",
  "@",
  "(",
  ")",
  "a@b.",
  "mailto:",
  "https://a.b)",
  "-.",
  "a@b,",
  "[x](",
];

test("twice as many letters of nearly an address are twice the work, whatever they are", () => {
  for (const piece of nearly)
    for (const frame of ["{}", "https://a.example/{}", "x@{}", "{}@b.example", "({})"]) {
      const text = (times: number) => frame.replace("{}", piece.repeat(times));
      const [once, twice] = [work(text(500)), work(text(1_000))];
      assert.ok(twice <= 2.2 * once + 500, `${frame} of ${piece}: ${once}, ${twice}`);
    }
});

test("expressions over a hundred thousand letters do not go back", () => {
  for (const piece of nearly) pieces(piece.repeat(100_000 / piece.length));
});
