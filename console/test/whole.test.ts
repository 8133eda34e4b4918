import assert from "node:assert/strict";
import { test } from "node:test";
import { type ComponentChildren, Fragment, h, options, type VNode } from "preact";
import { keepWhole, wholeTexts } from "../src/app/whole";

function made(type: string | typeof Fragment, ...children: ComponentChildren[]) {
  const vnode = h(type as string, null, ...(children as string[])) as VNode<Record<string, unknown>>;
  wholeTexts(vnode);
  return vnode.props;
}

const texts = (children: unknown) =>
  (children as VNode<{ children?: string }>[]).map(({ type, props }) => [type, props.children]);

test("a text alone in its element is written as the whole content", () => {
  assert.deepEqual(made("b", "Мария"), { textContent: "Мария" });
  assert.deepEqual(made("span", 12, false, " мин"), { textContent: "12 мин" });
});

test("texts beside elements get elements of their own", () => {
  const { children } = made("p", "Ждут ", h("b", null), 2);
  assert.deepEqual(texts(children), [
    ["t-x", "Ждут "],
    ["b", undefined],
    ["t-x", 2],
  ]);
});

test("texts in lists and fragments too", () => {
  const [list, sign] = made("button", [h("i", { key: "sign" }), "В сети"], null).children as unknown[];
  assert.deepEqual(texts(list), [
    ["i", undefined],
    ["t-x", "В сети"],
  ]);
  assert.equal(sign, null);
  assert.equal((made(Fragment, "один").children as VNode).type, "t-x");
});

test("what has no text stays as it is", () => {
  assert.deepEqual(made("div"), {});
  assert.deepEqual(made("div", false), { children: false });
});

/** As much of a browser's as inserts: before a node that stands elsewhere it fails. */
class Place {
  parentNode: Place | null = null;
  readonly inside: Place[] = [];

  insertBefore(node: Place, next: Place | null): Place {
    const at = next ? this.inside.indexOf(next) : this.inside.length;
    assert.ok(at >= 0, "NotFoundError");
    this.inside.splice(at, 0, node);
    node.parentNode = this;
    return node;
  }
}

test("what comes before an element that somebody has wrapped, or taken away, still finds its place", () => {
  const { vnode = () => {} } = options;
  Object.assign(globalThis, { Node: Place });
  keepWhole();
  const [list, wrapping, row, fresh, last] = Array.from({ length: 5 }, () => new Place()) as [
    Place,
    Place,
    Place,
    Place,
    Place,
  ];
  list.insertBefore(wrapping, null);
  wrapping.insertBefore(row, null);
  list.insertBefore(fresh, row);
  list.insertBefore(last, new Place());
  assert.deepEqual(list.inside, [fresh, wrapping, last]);
  options.vnode = vnode;
});
