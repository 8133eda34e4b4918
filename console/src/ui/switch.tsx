// A switch with its words.

interface SwitchProps {
  label: string;
  checked: boolean;
  onChange: () => void;
  className?: string;
}

/** On or off. */
export function Switch({ label, checked, onChange, className = "" }: SwitchProps) {
  return (
    <label class={`switch ${className}`}>
      {label}
      <input type="checkbox" role="switch" checked={checked} aria-checked={checked} onChange={onChange} />
    </label>
  );
}
