// Whether a view would show the same. Pure.

const isPlain = (it: unknown): it is Record<string, unknown> =>
  Array.isArray(it) ||
  (it !== null && typeof it === "object" && Object.getPrototypeOf(it) === Object.prototype);

/** Lists and plain objects by their members, all else by being the very same. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!isPlain(a) || !isPlain(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every((name) => name in b && Object.is(a[name], b[name]))
  );
}
