// Desktop notifications: one for each conversation, closed when there is no more cause for it.

import type { Words } from "./alerts";

/** Whether this browser shows notifications: "none" where it cannot at all. */
export const permission = (): NotificationPermission | "none" =>
  "Notification" in globalThis ? Notification.permission : "none";

/** What this tab has put on the screen. */
export class Notices {
  private readonly shown = new Map<string, Notification>();
  /** Phones show notifications of a service worker only. */
  private refused = false;

  constructor(private readonly opened: (conv: string) => void) {}

  /** Whether a notification would be seen. */
  get works(): boolean {
    return permission() === "granted" && !this.refused;
  }

  /**
   * The newest of a conversation, `conv` empty for a test. The one before is closed first: browsers show one that
   * replaces another without a sound, or not at all.
   */
  show({ title, body }: Words, conv: string, silent: boolean): void {
    this.close(conv);
    if (!this.works) return;
    try {
      const made = new Notification(title, { body, silent });
      made.onclick = () => {
        window.focus();
        if (conv) this.opened(conv);
        made.close();
      };
      this.shown.set(conv, made);
    } catch {
      this.refused = true;
    }
  }

  /** Only these conversations still have something to say. */
  keep(convs: ReadonlySet<string>): void {
    for (const conv of this.shown.keys()) if (conv && !convs.has(conv)) this.close(conv);
  }

  private close(conv: string): void {
    this.shown.get(conv)?.close();
    this.shown.delete(conv);
  }
}
