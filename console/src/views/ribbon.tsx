// A strip over the whole page.

import type { ComponentChildren } from "preact";
import type { IconName } from "../icons";
import { Icon } from "./icon";

interface RibbonProps {
  look?: "" | "warn" | "bad";
  icon?: IconName;
  role?: "status" | "alert";
  children: ComponentChildren;
}

/** Without an icon something is going on. */
export function Ribbon({ look = "", icon, role = "status", children }: RibbonProps) {
  return (
    <div class={`banner ${look && `banner--${look}`}`} role={role}>
      {icon ? <Icon name={icon} /> : <span class="spin" />}
      {children}
    </div>
  );
}
