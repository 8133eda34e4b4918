// The pictures of empty and failed states, drawn for this product.

/** A cup of tea: all is well. */
export function Cup() {
  return (
    <svg class="spot" viewBox="0 0 120 96" aria-hidden="true">
      <g fill="none" stroke="var(--accent-glow)" stroke-width="4" stroke-linecap="round">
        <path d="M48 30c-8-9 8-14 0-24" />
        <path d="M66 30c-8-9 8-14 0-24" />
      </g>
      <ellipse cx="58" cy="86" rx="42" ry="5" fill="var(--bg-press)" />
      <path d="M28 40h60c0 26-10 42-30 42S28 66 28 40z" fill="var(--accent)" />
      <path d="M87 46c18-3 16 24-7 24" fill="none" stroke="var(--accent)" stroke-width="7" />
      <ellipse cx="58" cy="40" rx="30" ry="4.5" fill="var(--accent-press)" />
      <path
        d="M34 54c6 6 12-3 18 1s12 5 18 0 8 3 13-1"
        fill="none"
        stroke="var(--accent-ink)"
        stroke-width="3"
        stroke-linecap="round"
        opacity=".85"
      />
    </svg>
  );
}

/** An empty plate: nothing fits. */
export function Plate() {
  return (
    <svg class="spot" viewBox="0 0 120 96" aria-hidden="true">
      <ellipse cx="60" cy="66" rx="54" ry="20" fill="var(--bg-press)" />
      <ellipse
        cx="60"
        cy="61"
        rx="54"
        ry="20"
        fill="var(--bg-subtle)"
        stroke="var(--line-strong)"
        stroke-width="2"
      />
      <ellipse cx="60" cy="60" rx="36" ry="12" fill="none" stroke="var(--line-strong)" stroke-width="2" />
      <g fill="var(--accent-glow)">
        <circle cx="46" cy="60" r="3" />
        <circle cx="57" cy="64" r="2" />
        <circle cx="53" cy="56" r="1.5" />
        <circle cx="64" cy="58" r="2" />
      </g>
      <path d="M70 62 98 30" stroke="var(--line-control)" stroke-width="4" stroke-linecap="round" />
      <ellipse cx="103" cy="24" rx="6.5" ry="9.5" transform="rotate(41 103 24)" fill="var(--line-control)" />
    </svg>
  );
}

/** A pulled plug: it could not be loaded. */
export function Plug() {
  return (
    <svg class="spot" viewBox="0 0 120 96" aria-hidden="true">
      <ellipse cx="60" cy="88" rx="46" ry="5" fill="var(--bg-press)" />
      <path d="M4 52h22" stroke="var(--line-control)" stroke-width="5" stroke-linecap="round" />
      <path d="M26 38h14a10 10 0 0 1 10 10v8a10 10 0 0 1-10 10H26z" fill="var(--accent)" />
      <path d="M50 46h9M50 58h9" stroke="var(--accent)" stroke-width="5" stroke-linecap="round" />
      <path d="M94 38H80a10 10 0 0 0-10 10v8a10 10 0 0 0 10 10h14z" fill="var(--accent-glow)" />
      <path d="M94 52h22" stroke="var(--line-control)" stroke-width="5" stroke-linecap="round" />
      <path
        d="M58 30l-5-10M66 28V16M73 31l6-9"
        stroke="var(--honey)"
        stroke-width="3.5"
        stroke-linecap="round"
      />
    </svg>
  );
}
