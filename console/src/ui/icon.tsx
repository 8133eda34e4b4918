// Icons and the product's own glyph.

import { h } from "preact";
import { type IconName, icons } from "./icons";

/** An icon of 18 px; `size`: 16, 14 or 22 px. */
export function Icon({ name, size = "" }: { name: IconName; size?: "" | "s" | "xs" | "l" }) {
  return (
    <svg class={`i ${size}`} viewBox="0 0 24 24" aria-hidden="true">
      {icons[name].map(([tag, attributes]) => h(tag, attributes))}
    </svg>
  );
}

const HANDLES = "M6.2 14.2c-2.6-.7-4 .3-4 2.1s1.4 3.2 3.8 3.2M25.8 14.2c2.6-.7 4 .3 4 2.1s-1.4 3.2-3.8 3.2";
const LID = "M10.6 8.8c.5-2 2.7-3.3 5.4-3.3s4.9 1.3 5.4 3.3z";
const BODY =
  "M16 10c6 0 10 3.3 10 8s-4 8-10 8c-1 0-1.9-.1-2.8-.3-1.1 1.2-2.7 2.4-5 2.7-.6.1-1-.6-.6-1.1.6-.9 1-2 1.1-3.1" +
  "C7 22.7 6 20.5 6 18c0-4.7 4-8 10-8z";

/** The samovar that is a speech bubble. */
export function Mark() {
  return (
    <span class="mark">
      <svg class="i" viewBox="0 0 32 32" aria-hidden="true">
        <g fill="currentColor" stroke="none">
          <circle cx="16" cy="3.7" r="1.9" />
          <path d={LID} />
          <path d={BODY} />
        </g>
        <path stroke-width="2.1" d={HANDLES} />
      </svg>
    </span>
  );
}
