/** The loader's own tools for drawing, on loan: they need not be loaded twice. */
import type { draw as Draw, h as H } from "../dom";
import type { Shell } from "../shell";

export type { View } from "../dom";
export let h: typeof H;
export let draw: typeof Draw;

/** Before anything is drawn. */
export function borrow(shell: Shell): void {
  ({ h, draw } = shell);
}
