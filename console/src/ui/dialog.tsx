// A modal dialog; on a phone a sheet from below. The browser keeps the focus inside and gives it back.

import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { isComposed } from "../../../link/src/keys";
import { t } from "../words/texts";
import { Icon } from "./icon";

interface DialogProps {
  title: string;
  subtitle?: ComponentChildren;
  face?: ComponentChildren;
  actions?: ComponentChildren;
  onClose: () => void;
  children: ComponentChildren;
}

/** Opens when it is drawn, closes when it is drawn no more. */
export function Dialog({ title, subtitle, face, actions, onClose, children }: DialogProps) {
  const id = useId();
  const ref = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  // Escape gives up a candidate of the input method, not the dialog.
  const composing = (event: KeyboardEvent) => isComposed(event) && event.preventDefault();
  const outside = (event: MouseEvent) => event.target === ref.current && onClose();
  return (
    // Escape must be heard from the first moment: the browser hides the dialog whether we listen or not.
    <dialog
      class="dlg"
      ref={ref}
      aria-labelledby={id}
      onCancel={onClose}
      onMouseDown={outside}
      onKeyDown={composing}
    >
      <div class="dlg__in">
        <div class="dlg__h">
          {face}
          <div class="grow">
            <h2 id={id}>{title}</h2>
            {subtitle && <p>{subtitle}</p>}
          </div>
          <button type="button" class="ib" aria-label={t("close")} onClick={onClose}>
            <Icon name="x" />
          </button>
        </div>
        <div class="dlg__b scroll">{children}</div>
        {actions && <div class="dlg__f">{actions}</div>}
      </div>
    </dialog>
  );
}
