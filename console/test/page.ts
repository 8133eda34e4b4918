// As much of a browser's page as Preact needs to draw into, and a count of what it draws.

import { options, type VNode } from "preact";
import type { Memo } from "../src/ui/hooks";

const childrenOf = (node: FakeNode | null): FakeNode[] => node?.childNodes ?? [];

class FakeNode {
  childNodes: FakeNode[] = [];
  parentNode: FakeNode | null = null;
  readonly style: Record<string, string> = {};
  readonly dataset: Record<string, string> = {};
  readonly namespaceURI = "http://www.w3.org/1999/xhtml";
  readonly clientHeight = 0;
  offsetHeight = 0;
  scrollTop = 0;
  data = "";
  [name: string]: unknown;

  constructor(
    readonly localName: string,
    readonly nodeType: number,
  ) {}

  get firstChild(): FakeNode | null {
    return this.childNodes[0] ?? null;
  }

  get nextSibling(): FakeNode | null {
    const beside = childrenOf(this.parentNode);
    return beside[beside.indexOf(this) + 1] ?? null;
  }

  insertBefore(node: FakeNode, before: FakeNode | null): void {
    node.remove();
    const place = before ? this.childNodes.indexOf(before) : this.childNodes.length;
    this.childNodes.splice(place, 0, node);
    node.parentNode = this;
  }

  appendChild(node: FakeNode): void {
    this.insertBefore(node, null);
  }

  remove(): void {
    if (this.parentNode)
      this.parentNode.childNodes = childrenOf(this.parentNode).filter((node) => node !== this);
    this.parentNode = null;
  }

  removeChild(node: FakeNode): void {
    node.remove();
  }

  contains(node: FakeNode | null): boolean {
    return node === this || this.childNodes.some((child) => child.contains(node));
  }

  setAttribute(name: string, value: string): void {
    this[name] = value;
  }

  removeAttribute(name: string): void {
    delete this[name];
  }

  addEventListener(): void {}
  removeEventListener(): void {}
  focus(): void {}

  querySelector(): null {
    return null;
  }

  querySelectorAll(): FakeNode[] {
    return [];
  }

  get text(): string {
    return this.data + this.childNodes.map((node) => node.text).join("");
  }
}

class Watcher {
  observe(): void {}
  disconnect(): void {}
}

export const root = new FakeNode("main", 1);

const page = {
  documentElement: root,
  visibilityState: "visible",
  title: "",
  hasFocus: () => false,
  getElementById: () => null,
  createElement: (tag: string) => new FakeNode(tag, 1),
  createElementNS: (_: string, tag: string) => new FakeNode(tag, 1),
  createTextNode: (text: string) => Object.assign(new FakeNode("", 3), { data: text }),
};

Object.assign(globalThis, {
  document: page,
  location: new URL("https://olha.example/console"),
  history: { state: null, pushState: () => {} },
  IntersectionObserver: Watcher,
  ResizeObserver: Watcher,
  matchMedia: () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }),
  requestAnimationFrame: (fn: () => void) => setTimeout(fn),
  cancelAnimationFrame: clearTimeout,
});

const drawn: unknown[] = [];
/** Preact calls it before it draws a component; tools for developers use it, too. */
const hooks = options as unknown as { __r?: (vnode: VNode) => void };
const before = hooks.__r;
hooks.__r = (vnode) => {
  drawn.push(vnode.type);
  before?.(vnode);
};

/** After what was planned has been drawn, and its effects have run. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** How often `work` makes each of these views be drawn, whether by its parent or by itself. */
export async function draws(work: () => unknown, ...views: unknown[]): Promise<number[]> {
  drawn.length = 0;
  work();
  await quiet();
  const count = (view: unknown) => drawn.filter((type) => type === view).length;
  return views.map((view) => count((view as Partial<Memo<object>>).view ?? view));
}
