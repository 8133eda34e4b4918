// A strip over the whole page.

import type { ComponentChildren } from "preact";
import { Icon } from "../ui/icon";
import type { IconName } from "../ui/icons";

interface RibbonProps {
  tone?: "" | "warn" | "bad";
  icon?: IconName;
  role?: "status" | "alert";
  children: ComponentChildren;
}

/** Without an icon something is going on. */
export function Ribbon({ tone = "", icon, role = "status", children }: RibbonProps) {
  return (
    <div class={`banner ${tone && `banner--${tone}`}`} role={role}>
      {icon ? <Icon name={icon} /> : <span class="spin" />}
      {children}
    </div>
  );
}
