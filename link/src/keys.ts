/** Keys for whoever reads them. While an input method composes a word, Enter and Escape are its own, not ours. */

/**
 * The key as a sign, "" where it belongs to the input method. Safari ends the composition before it tells of the key
 * that ended it, and marks that key by the code 229 only.
 */
export function keyOf(event: KeyboardEvent): string {
  return isComposed(event) ? "" : event.key;
}

/** The key by its place on the keyboard, "" where it belongs to the input method. */
export function placeOf(event: KeyboardEvent): string {
  return isComposed(event) ? "" : event.code;
}

export const isComposed = ({ isComposing, keyCode }: KeyboardEvent): boolean =>
  isComposing || keyCode === 229;
