import assert from "node:assert/strict";
import { test } from "node:test";
import { pieces } from "../../link/src/text/addresses";
import type { View } from "../src/dom";
import { drawn } from "../src/parts/links";

test("quotes and brackets cannot leave the attribute, and a link knows nothing of this page", () => {
  const [, link] = drawn(pieces('вот https://a.example/"onclick=alert(1)<x>y')) as [string, View];
  assert.equal(link.props?.href, "https://a.example/");
  assert.equal(link.props?.rel, "noopener noreferrer nofollow");
});
