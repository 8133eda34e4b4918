/** Views as functions: `h` describes elements, `draw` makes the page so. A framework's job, in the bytes a visitor can spare. */

/** An element as it should be. `key` keeps its identity among siblings that come and go. */
export interface View {
  tag: string;
  props: Props | null;
  kids: Kid[];
}

export type Kid = View | string | number | boolean | null | undefined | Kid[];
type Props = Record<string, unknown> & { key?: string };
/** An element remembers what it was drawn from. */
type Drawn = ChildNode & { key?: string; props?: Props | null };

/** Where TypeScript looks for the types of JSX. */
export declare namespace h {
  namespace JSX {
    type Element = View;
    interface IntrinsicElements {
      [tag: string]: Props;
    }
  }
}

/** What JSX turns into. */
export function h(tag: string, props: Props | null, ...kids: Kid[]): View {
  return { tag, props, kids };
}

/** Make the children of `parent` look like these; what is false, empty or 0 is not there; where nothing is described nothing is touched. */
export function draw(parent: Node, kids: Kid[]): void {
  const before = [...parent.childNodes] as Drawn[];
  const left = new Map(before.map((node) => [node.key, node]));
  const nodes = kids.flat(9).flatMap((kid, place) => {
    if (!kid || kid === true) return [];
    const { tag = "", props = { data: kid }, kids: inside = [] } = kid as View;
    const key = tag + (props?.key ?? place);
    const node = left.get(key) ?? create(tag);
    left.delete(key);
    for (const name of Object.keys(props ?? {}))
      if (props?.[name] !== node.props?.[name]) set(node, name, props?.[name]);
    Object.assign(node, { key, props });
    if (inside.length) draw(node, inside);
    return node;
  });
  // Also what somebody else, a translator say, has put there.
  for (const node of before) if (!nodes.includes(node)) node.remove();
  // Nothing moves that stands right already: moving costs focus and scroll position.
  nodes.forEach((node, place) => {
    const there = parent.childNodes[place] ?? null;
    if (node !== there) parent.insertBefore(node, there);
  });
}

function create(tag: string): Drawn {
  if (!tag) return document.createTextNode("");
  const space = /svg|path|use/.test(tag) ? "2000/svg" : "1999/xhtml";
  return document.createElementNS(`http://www.w3.org/${space}`, tag);
}

/** Texts are attributes, but for what people type; handlers and switches are properties. */
function set(node: Drawn, name: string, value: unknown): void {
  if (typeof value !== "string" || name === "value" || name === "data")
    (node as unknown as Props)[name] = value;
  else (node as Element).setAttribute(name, value);
}
