/** Day or night: what the site's settings say, else the tag, else what the host page declares for itself. */
import { settings } from "./settings";

/** A theme is "light", "dark", "light dark" (as the system) or nothing: as the page; one that declares nothing is light. */
export function isDark(theme?: string): boolean {
  const scheme = theme || settings.theme || getComputedStyle(document.documentElement).colorScheme;
  return (
    scheme.includes("dark") &&
    (matchMedia("(prefers-color-scheme: dark)").matches || !scheme.includes("light"))
  );
}
