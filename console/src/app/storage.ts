// Where this browser keeps choices and unsent texts.

/** The browser's storage; none where it is forbidden. */
export function storage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
