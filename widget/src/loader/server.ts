/** Questions to the server over HTTPS; and what the page's own policy says to that. */
import { host, origin } from "./settings";

/** The page's Content-Security-Policy forbids the connection. */
export let blocked = false;

/** Rejects with the server's Problem, or with a TypeError where it cannot be reached. */
export async function post<T>(path: string, body: object): Promise<T> {
  // As text, so that the browser asks no permission first.
  const response = await fetch(`${origin}/widget/${path}`, {
    method: "POST",
    body: JSON.stringify(body),
    credentials: "omit",
  });
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw answer;
  return answer;
}

/** Says once what to add. */
export function watchPolicy(): void {
  document.addEventListener("securitypolicyviolation", ({ blockedURI, effectiveDirective: directive }) => {
    if (blocked || directive !== "connect-src" || !blockedURI.includes(host)) return;
    blocked = true;
    console.warn(`Samovar: add to the Content-Security-Policy: ${directive} ${origin} ws${origin.slice(4)}`);
  });
}
