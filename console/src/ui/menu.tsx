// A menu that hangs from a button.

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { keyOf } from "../../../link/src/keys";
import { Icon } from "./icon";
import type { IconName } from "./icons";

/** One thing to do. */
export interface MenuItem {
  icon: IconName;
  label: string;
  run: () => void;
  className?: string;
}

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

function useMenu() {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const items = () =>
    [...(root.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])].filter(seen);
  const seen = (item: HTMLElement) => item.offsetParent !== null;
  const close = () => {
    setOpen(false);
    root.current?.querySelector("button")?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return;
    event.stopPropagation();
    const key = keyOf(event);
    if (key === "Escape") return close();
    const by = STEPS[key];
    if (!by) return key === "Tab" ? setOpen(false) : undefined;
    event.preventDefault();
    const all = items();
    all[(all.indexOf(document.activeElement as HTMLElement) + by + all.length) % all.length]?.focus();
  };
  useEffect(() => {
    if (!open) return;
    items()[0]?.focus();
    const outside = (event: MouseEvent) => !root.current?.contains(event.target as Node) && setOpen(false);
    document.addEventListener("mousedown", outside);
    return () => document.removeEventListener("mousedown", outside);
  }, [open]);
  return { open, setOpen, root, onKeyDown, close };
}

/** The button and its menu. */
export function Menu({ label, items }: { label: string; items: MenuItem[] }) {
  const id = useId();
  const { open, setOpen, root, onKeyDown, close } = useMenu();
  const run = (item: MenuItem) => {
    close();
    item.run();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys of the menu inside it
    <div class="hang" ref={root} onKeyDown={onKeyDown}>
      <button
        type="button"
        class={`ib ${open ? "on" : ""}`}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={id}
        aria-label={label}
        onClick={() => setOpen(!open)}
      >
        <Icon name="ellipsis" />
      </button>
      {open && (
        <div class="pop menu drop" role="menu" id={id} aria-label={label}>
          {items.map((item) => (
            <button
              type="button"
              role="menuitem"
              class={item.className}
              key={item.label}
              onClick={() => run(item)}
            >
              <Icon name={item.icon} size="s" />
              {item.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
