// One of several: a radio group walked by arrows.

import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { keyOf } from "../../../link/src/keys";

interface Option<T extends string> {
  value: T;
  label: string;
  content: ComponentChildren;
}

interface ChoiceProps<T extends string> {
  label: string;
  options: Option<T>[];
  value: T | null;
  onChoose: (value: T) => void;
}

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** A row of segments, one of which is chosen. */
export function Choice<T extends string>({ label, options, value, onChoose }: ChoiceProps<T>) {
  const ref = useRef<HTMLDivElement>(null);
  const current = options.findIndex((option) => option.value === value);
  const step = (event: KeyboardEvent) => {
    const by = STEPS[keyOf(event)];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const next = (Math.max(0, current) + by + options.length) % options.length;
    const option = options[next];
    if (option) onChoose(option.value);
    (ref.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <div class="seg" role="radiogroup" aria-label={label} ref={ref} onKeyDown={step}>
      {options.map((option, at) => (
        // biome-ignore lint/a11y/useSemanticElements: a segment shows an icon or a word, which a native radio cannot hold
        <button
          type="button"
          role="radio"
          key={option.value}
          aria-checked={option.value === value}
          aria-label={option.label}
          title={option.label}
          tabIndex={at === Math.max(0, current) ? 0 : -1}
          onClick={() => onChoose(option.value)}
        >
          {option.content}
        </button>
      ))}
    </div>
  );
}
