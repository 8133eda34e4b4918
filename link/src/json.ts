import { whole } from "./text/letters";

/**
 * JSON of plain data. Nobody's `toJSON` is asked: old libraries give every array one, which makes a text of it.
 * Half an emoji becomes a sign that servers can read.
 */
export function json(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(whole(value));
  if (Array.isArray(value)) return `[${value.map(json).join()}]`;
  if (!value || typeof value !== "object") return JSON.stringify(value) ?? "null";
  const said = Object.entries(value).filter(([, part]) => part !== undefined);
  return `{${said.map(([name, part]) => `${JSON.stringify(name)}:${json(part)}`).join()}}`;
}
