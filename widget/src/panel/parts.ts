/** Parts that the window draws with: asked for while it draws, fetched until they come. */
import { later, set, shell } from "./store";

const AGAIN_MS = 5_000;

/** Some bring a style sheet. */
type Part = object & { sheet?: string };

const here: Record<string, Part> = {};
const coming: Record<string, Promise<Part>> = {};
/** What is wanted and cannot be fetched: the window says so. */
export const missing = new Set<string>();

/** A part, once it is here; whoever draws asks until then, and is drawn again. */
export function further<T>(name: string): T | undefined {
  fetched(name);
  return here[name] as T | undefined;
}

/** The same for what is done once. It is tried until it comes. */
export function fetched<T>(name: string): Promise<T> {
  coming[name] ??= bring(name);
  return coming[name] as Promise<T & Part>;
}

async function bring(name: string): Promise<Part> {
  try {
    const part = await shell.part<Part>(name);
    here[name] = part;
    missing.delete(name);
    if (part.sheet) shell.addSheet(part.sheet);
    set(null);
    return part;
  } catch {
    missing.add(name);
    later();
    await new Promise((again) => setTimeout(again, AGAIN_MS));
    return bring(name);
  }
}
