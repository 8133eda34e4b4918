/**
 * Whether the language is as the browser made it. Old libraries give arrays a `toJSON`, put names into every object,
 * or bring a `Map` of their own; there the widget moves out (frame.ts).
 */

const isNative = (tool: unknown) => /\[native code\]/.test(`${tool}`);

/** Nothing is missing, replaced or added of what the widget uses and anybody ever changed. */
export function isUnspoiled(): boolean {
  const list: unknown[] & { toJSON?: unknown } = [];
  try {
    for (const _ in list) return false;
    const { filter, find, flat, flatMap, includes, map, reduce, sort, splice } = list;
    const ofLists = [Array, Array.from, filter, find, flat, flatMap, includes, map, reduce, sort, splice];
    const others = [
      Date,
      JSON.parse,
      JSON.stringify,
      Map,
      Object,
      Object.assign,
      Object.entries,
      Object.keys,
    ];
    const ofPages = [Promise, Set, URL, WebSocket, fetch, setTimeout];
    return !list.toJSON && [...ofLists, ...others, ...ofPages].every(isNative);
  } catch {
    return false;
  }
}
