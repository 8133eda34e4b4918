/** JSON of plain data. Nobody's `toJSON` is asked: old libraries give every array one, which makes a text of it. */
export function json(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(json).join()}]`;
  if (!value || typeof value !== "object") return JSON.stringify(value) ?? "null";
  const said = Object.entries(value).filter(([, part]) => part !== undefined);
  return `{${said.map(([name, part]) => `${JSON.stringify(name)}:${json(part)}`).join()}}`;
}
