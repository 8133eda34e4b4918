import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { draw, h, type Kid } from "../src/dom";

/** As much of a DOM as drawing needs; it counts what moves. */
class FakeNode {
  childNodes: FakeNode[] = [];
  parent: FakeNode | null = null;
  attributes: Record<string, string> = {};
  data = "";

  constructor(readonly tag: string) {}

  setAttribute(name: string, value: string): void {
    this.attributes[name] = value;
  }

  remove(): void {
    if (this.parent) this.parent.childNodes = this.parent.childNodes.filter((node) => node !== this);
    this.parent = null;
  }

  insertBefore(node: FakeNode, before: FakeNode | null): void {
    if (this.tag === "root") moves++;
    node.remove();
    const place = before ? this.childNodes.indexOf(before) : this.childNodes.length;
    this.childNodes.splice(place, 0, node);
    node.parent = this;
  }

  get text(): string {
    return this.data + this.childNodes.map((node) => node.text).join("");
  }
}

let moves = 0;
let root: FakeNode;
const made: [string, string][] = [];

Object.assign(globalThis, {
  document: {
    createTextNode: () => new FakeNode(""),
    createElementNS(space: string, tag: string) {
      made.push([space, tag]);
      return new FakeNode(tag);
    },
  },
});

beforeEach(() => {
  root = new FakeNode("root");
  moves = 0;
});

const show = (...kids: Kid[]) => draw(root as unknown as Node, kids);

test("elements, attributes, handlers, texts", () => {
  const click = () => {};
  show(h("a", { class: "x", onclick: click }, "текст", h("b", null, 7)));
  const [link] = root.childNodes as [FakeNode & { onclick: unknown }];
  assert.deepEqual([link.tag, link.attributes.class, link.onclick, link.text], ["a", "x", click, "текст7"]);
});

test("what stays the same element stays the same node", () => {
  show(h("p", { class: "a" }, "раз"));
  const [node] = root.childNodes;
  show(h("p", { class: "b" }, "два"));
  assert.equal(root.childNodes[0], node);
  assert.deepEqual([node?.attributes.class, node?.text], ["b", "два"]);
});

test("an absent neighbour holds its place", () => {
  show(false, h("p", null, "журнал"));
  const [log] = root.childNodes;
  show(h("p", null, "полоса"), h("p", null, "журнал"));
  assert.equal(root.childNodes[1], log);
  show(null, h("p", null, "журнал"));
  assert.deepEqual(root.childNodes, [log]);
});

test("keyed siblings move with their keys, and only if they must", () => {
  const line = (key: string) => h("p", { key }, key);
  show(["a", "b", "c"].map(line));
  const [a, b, c] = root.childNodes;
  moves = 0;
  show(["a", "b", "c", "d"].map(line));
  assert.equal(moves, 1);
  assert.deepEqual(root.childNodes.slice(0, 3), [a, b, c]);
  moves = 0;
  show(["0", "a", "b", "c", "d"].map(line));
  assert.equal(moves, 1);
  show(["c", "a"].map(line));
  assert.deepEqual(root.childNodes, [c, a]);
});

test("another tag is another node", () => {
  show(h("p", null, "x"));
  show(h("div", null, "x"));
  assert.deepEqual(
    root.childNodes.map(({ tag }) => tag),
    ["div"],
  );
});

test("where nothing is described nothing is touched", () => {
  show(h("div", null));
  const guest = new FakeNode("section");
  root.childNodes[0]?.insertBefore(guest, null);
  show(h("div", null));
  assert.deepEqual(root.childNodes[0]?.childNodes, [guest]);
});

test("a list that becomes empty is emptied", () => {
  show(h("div", null, [h("p", { key: "a" })]));
  show(h("div", null, []));
  assert.deepEqual(root.childNodes[0]?.childNodes, []);
});

test("drawings are made as drawings", () => {
  made.length = 0;
  show(h("svg", null, h("path", { d: "M0 0" })), h("p", null));
  assert.deepEqual(
    made.map(([space]) => space.slice(-3)),
    ["svg", "svg", "tml"],
  );
});

test("what people type is a property, not an attribute", () => {
  show(h("textarea", { value: "а" }));
  const [field] = root.childNodes as [FakeNode & { value: string }];
  assert.deepEqual([field.value, field.attributes.value], ["а", undefined]);
});

test("what a translator has put in the place of texts is drawn anew, and none of it stays", () => {
  const greeting = (name: string) => show(h("p", null, "Здравствуйте, ", h("b", null, name), ", это вы?"));
  greeting("Мария");
  translate(root);
  assert.equal(root.text, "<Здравствуйте, ><Мария><, это вы?>");
  greeting("Ольга");
  assert.equal(root.text, "Здравствуйте, Ольга, это вы?");
});

/** As a browser's translator does it: each text goes, and an element with other words comes. */
function translate(node: FakeNode): void {
  node.childNodes = node.childNodes.map((child) => {
    translate(child);
    if (child.tag) return child;
    const font = new FakeNode("font");
    Object.assign(font, { parent: node, data: `<${child.data}>` });
    return font;
  });
}
