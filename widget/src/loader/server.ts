/** Questions to the server over HTTPS, and patience with it. */
import type { Problem } from "../link/wire";

const FIRST_MS = 5_000;
const LONGEST_MS = 300_000;

/** Ask once. Rejects with the server's Problem, or with a TypeError where it cannot be reached. */
export async function post<T>(url: string, body: object): Promise<T> {
  // As text, so that the browser asks no permission first.
  const response = await fetch(url, { method: "POST", body: JSON.stringify(body), credentials: "omit" });
  const answer = response.status === 204 ? null : await response.json();
  if (!response.ok) throw answer;
  return answer;
}

/** Ask until it answers, ever more rarely. Rejects only when asking again is of no use. */
export async function insist<T>(ask: () => Promise<T>, blocked: () => boolean): Promise<T> {
  for (let wait = FIRST_MS; ; wait = Math.min(wait * 2, LONGEST_MS)) {
    try {
      return await ask();
    } catch (error) {
      if (blocked() || isFinal(error as Problem)) throw error;
      const told = (error as Problem).after_ms ?? 0;
      await new Promise((resolve) => setTimeout(resolve, told + (0.5 + Math.random() / 2) * wait));
    }
  }
}

function isFinal({ code, after_ms }: Problem): boolean {
  return Boolean(code) && !after_ms && code !== "unavailable";
}
