/** The further scripts of the widget: each is fetched when it is first asked for, and once. */

const fetched: Record<string, Promise<unknown>> = {};
let failures = 0;

/**
 * A part of this `build`. One that could not be fetched is fetched anew when it is asked for again, under another
 * address: browsers remember that a module failed.
 */
export function part<T>(origin: string, name: string, build = ""): Promise<T> {
  fetched[name] ??= import(`${origin}/widget/${name}.js?v=${build}${failures || ""}`).catch((error) => {
    delete fetched[name];
    failures++;
    throw error;
  });
  return fetched[name] as Promise<T>;
}
