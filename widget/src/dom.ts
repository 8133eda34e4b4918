/** Views as functions: `h` describes elements, `draw` makes the page so. A framework's job, in the bytes a visitor can spare. */

/** An element as it should be (a tag), or a text (no tag). `key` tells it from its siblings. */
export interface View {
  tag: string;
  props: Record<string, unknown> & { key?: string };
  kids: View[];
  key: string;
  node?: ChildNode;
}

type Kid = View | string | number | boolean | null | undefined | Kid[];

// biome-ignore lint/style/noNamespace: this is where TypeScript looks for the types of JSX.
export declare namespace h {
  namespace JSX {
    type Element = View;
    interface IntrinsicElements {
      [tag: string]: Record<string, unknown>;
    }
    interface IntrinsicAttributes {
      key?: string;
    }
  }
}

/** What JSX turns into. A component is called on the spot: it has no life of its own. */
export function h(tag: string | ((props: never) => View), props: { key?: string } | null, ...kids: Kid[]): View {
  if (typeof tag === "string") return { tag, props: props ?? {}, kids: views(kids, ""), key: "" };
  const view = tag(props as never);
  if (props?.key) view.props.key ??= props.key;
  return view;
}

/** Make the inside of `parent`, which looked like `before`, look like `after`. */
export function draw(parent: Node, before: View[], after: View[]): void {
  const left = new Map(before.map((view) => [view.tag + view.key, view]));
  for (const view of after) {
    const name = view.tag + view.key;
    change(left.get(name) ?? { ...view, props: {}, kids: [], node: create(view.tag) }, view);
    left.delete(name);
  }
  for (const { node } of left.values()) node?.remove();
  // Nothing moves that stands right already: moving costs focus and scroll position.
  after.forEach(({ node }, place) => {
    const there = parent.childNodes[place];
    if (node && there !== node) parent.insertBefore(node, there ?? null);
  });
}

/** A kid is known by its own key, else by its place, which an absent neighbour still holds. */
function views(kids: Kid[], prefix: string): View[] {
  return kids.flatMap((kid, place) => {
    if (Array.isArray(kid)) return views(kid, `${place}.`);
    if (kid === null || kid === undefined || typeof kid === "boolean") return [];
    const view = typeof kid === "object" ? kid : { tag: "", props: { data: `${kid}` }, kids: [], key: "" };
    view.key = prefix + (view.props.key ?? place);
    return [view];
  });
}

function create(tag: string): ChildNode {
  if (!tag) return document.createTextNode("");
  if (/^(svg|g|path|use)$/.test(tag)) return document.createElementNS("http://www.w3.org/2000/svg", tag);
  return document.createElement(tag);
}

function change(before: View, after: View): void {
  const node = before.node as ChildNode;
  after.node = node;
  for (const name of Object.keys({ ...before.props, ...after.props })) {
    if (name !== "key" && before.props[name] !== after.props[name]) set(node as Element, name, after.props[name] ?? null);
  }
  draw(node, before.kids, after.kids);
}

/** A property where the element has one, else an attribute. */
function set(node: Element, name: string, value: unknown): void {
  if (name in node && !("ownerSVGElement" in node)) Reflect.set(node, name, value);
  else if (value === null || value === false) node.removeAttribute(name);
  else node.setAttribute(name, String(value));
}
