import assert from "node:assert/strict";
import { test } from "node:test";
import { linked } from "../src/app/links";
import type { View } from "../src/dom";

/** Links in brackets, texts as they are. */
const shown = (text: string) =>
  linked(text)
    .map((piece) => (typeof piece === "string" ? piece : `[${(piece as View).props?.href}]`))
    .join("");

const cases = [
  ["https://olha.example/neva", "[https://olha.example/neva]"],
  ["Вот: http://a.b/?c=d&e#f.", "Вот: [http://a.b/?c=d&e#f]."],
  ["(https://a.b/c), и mailto:a@b.c!", "([https://a.b/c]), и [mailto:a@b.c]!"],
  ["javascript:alert(1) data:text/html,x vbscript:x", "javascript:alert(1) data:text/html,x vbscript:x"],
  ["JaVaScRiPt:alert(1)\thttps:/one-slash", "JaVaScRiPt:alert(1)\thttps:/one-slash"],
  ["HTTPS://A.B/путь", "[HTTPS://A.B/путь]"],
  ["без ссылок", "без ссылок"],
  ["", ""],
] as const;

for (const [text, expected] of cases)
  test(`links in ${JSON.stringify(text)}`, () => assert.equal(shown(text), expected));

test("quotes and brackets stay inside the address: nothing leaves the attribute", () => {
  const [, link] = linked('https://a.b/"onclick=alert(1)<x>y') as [string, View];
  assert.equal(link.props?.href, 'https://a.b/"onclick=alert(1)<x>y');
  assert.equal(link.props?.rel, "noopener noreferrer nofollow");
});

test("ten thousand near-addresses take no time", () => {
  const began = performance.now();
  linked("http://".repeat(1_500));
  linked(`https://${".".repeat(10_000)}`);
  assert.ok(performance.now() - began < 200);
});
