// Which rows of a long list are drawn: those in sight, and those that must not go. Pure.

/** A part of the list's height, in px from its upper end. */
export interface Stretch {
  from: number;
  to: number;
}

/** `gap`: height of what is left out before it. */
export interface Drawn {
  at: number;
  gap: number;
}

/** What is drawn of a column of rows that begins at `top`. `rest`: height left out after the last drawn one;
 * `end`: where the column ends. */
export function drawn(heights: number[], top: number, sight: Stretch, kept: (at: number) => boolean) {
  const rows: Drawn[] = [];
  let [gap, end] = [0, top];
  heights.forEach((height, at) => {
    const seen = end + height >= sight.from && end <= sight.to;
    if (seen || kept(at)) rows.push({ at, gap });
    gap = seen || kept(at) ? 0 : gap + height;
    end += height;
  });
  return { rows, rest: gap, end };
}
