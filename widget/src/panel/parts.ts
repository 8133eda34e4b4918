/** What most visitors never need comes when it is needed: further scripts of the widget. */
import { later, part, set, shell } from "./store";

const AGAIN_MS = 5_000;

const parts: Record<string, unknown> = {};
const coming: Record<string, Promise<unknown>> = {};
/** What is wanted and cannot be fetched: the window says so. */
export const missing = new Set<string>();

/** A part, once it is here; whoever draws asks until then, and is drawn again. */
export function further<T>(name: string): T | undefined {
  fetched(name);
  return parts[name] as T | undefined;
}

/** The same for what is done once. It is tried until it comes. */
export function fetched<T>(name: string): Promise<T> {
  coming[name] ??= bring(name);
  return coming[name] as Promise<T>;
}

/** Browsers remember that a module failed: another try needs another address. */
async function bring(name: string, failures = 0): Promise<unknown> {
  try {
    const module = await part(name, failures || shell.started.build);
    parts[name] = module;
    missing.delete(name);
    if (module.sheet) shell.addSheet(module.sheet);
    set(null);
    return module;
  } catch {
    missing.add(name);
    later();
    await new Promise((again) => setTimeout(again, AGAIN_MS));
    return bring(name, failures + 1);
  }
}
