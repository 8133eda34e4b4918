/** Day or night: what the tag says, else what the host page declares for itself. */
import { settings } from "./settings";

/** `data-theme` is "light", "dark", "light dark" (as the system) or nothing: as the page; one that declares nothing is light. */
export function isDark(): boolean {
  const scheme = settings.theme || getComputedStyle(document.documentElement).colorScheme;
  return (
    scheme.includes("dark") &&
    (matchMedia("(prefers-color-scheme: dark)").matches || !scheme.includes("light"))
  );
}
