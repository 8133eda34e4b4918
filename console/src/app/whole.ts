// The page outlives those who edit what it has drawn. Translators put other nodes in the place of texts, and Preact
// would go on writing into the removed ones, or fail where it inserts before them. So each text has an element of its
// own, which no translator takes away, and is written as that element's whole content.

import { type ComponentChild, type ComponentChildren, Fragment, h, options, type VNode } from "preact";

type Props = Record<string, unknown> & { children?: ComponentChildren };

const ALONE = "t-x"; // the element of a text among other elements
const isText = (child: unknown) => typeof child === "string" || typeof child === "number";
const isNothing = (child: unknown) => child === null || child === undefined || typeof child === "boolean";
const listed = (children: ComponentChildren): ComponentChild[] =>
  Array.isArray(children) ? (children.flat(9) as ComponentChild[]) : [children as ComponentChild];

function apart(children: ComponentChildren): ComponentChildren {
  if (Array.isArray(children)) return children.map(apart);
  return isText(children) ? h(ALONE, null, children) : children;
}

/** Gives the texts of an element, or of a fragment, elements of their own. */
export function wholeTexts({ type, props }: Pick<VNode, "type" | "props">): void {
  const given = props as Props;
  if ((typeof type !== "string" && type !== Fragment) || !listed(given.children).some(isText)) return;
  const alone =
    type !== Fragment && listed(given.children).every((child) => isText(child) || isNothing(child));
  if (!alone) given.children = apart(given.children);
  else {
    given.textContent = listed(given.children).filter(isText).join("");
    delete given.children;
  }
}

/** The place of a node among the children of a parent, though somebody has put it deeper. */
function childOf(parent: Node, node: Node | null): Node | null {
  let at = node;
  while (at && at.parentNode !== parent) at = at.parentNode;
  return at;
}

/** Makes the console's page whole: once, before the first drawing. */
export function keepWhole(): void {
  const before = options.vnode;
  options.vnode = (vnode) => {
    wholeTexts(vnode);
    before?.(vnode);
  };
  const insert = Node.prototype.insertBefore;
  Node.prototype.insertBefore = function <T extends Node>(this: Node, node: T, next: Node | null): T {
    return insert.call(this, node, childOf(this, next)) as T;
  };
}
