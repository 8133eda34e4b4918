/** Day or night: what the tag says, else what the host page declares for itself. */

/** "light" or "dark". `said` is "light", "dark", "auto" (as the system), or nothing: as the page; one that declares nothing is light. */
export function themeOf(said: string): string {
  const scheme = said === "auto" ? "light dark" : said || getComputedStyle(document.documentElement).colorScheme;
  if (!scheme.includes("dark")) return "light";
  return scheme.includes("light") && !matchMedia("(prefers-color-scheme: dark)").matches ? "light" : "dark";
}
