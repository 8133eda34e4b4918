// Sound and desktop notifications: one tab of several rings.

import { type Alert, type Words, wordsOf } from "./alerts";
import type { Desk } from "./desk";
import { t } from "./texts";

const RINGS = "samovar-bell"; // held by the tab that rings
const LOOKS = "samovar-looking"; // held by the tab the operator looks at
const TONES: [hertz: number, at: number][] = [
  [587, 0],
  [880, 0.14],
];
const TONE_S = 0.42;
const LOUDNESS = 0.16;
const RESUME_MS = 300;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Whether this browser shows notifications: "none" where it cannot at all. */
export const permission = (): NotificationPermission | "none" =>
  "Notification" in globalThis ? Notification.permission : "none";

/** Two soft tones, one after the other. */
function chime(context: AudioContext): void {
  for (const [hertz, at] of TONES) {
    const [tone, gain, from] = [context.createOscillator(), context.createGain(), context.currentTime + at];
    tone.frequency.value = hertz;
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(LOUDNESS, from + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, from + TONE_S);
    tone.connect(gain).connect(context.destination);
    tone.start(from);
    tone.stop(from + TONE_S);
  }
}

/** Rings for the desk. */
export class Bell {
  private leads = false;
  private context: AudioContext | null = null;
  private stopLooking = () => {};

  constructor(private readonly desk: Desk) {}

  /** Waits to become the tab that rings, and lets sound through after the first touch or key. */
  start(): void {
    const lead = () => {
      this.leads = true;
      return new Promise<void>(() => {});
    };
    if (navigator.locks) navigator.locks.request(RINGS, lead);
    else this.leads = true;
    for (const sign of ["pointerdown", "keydown"]) addEventListener(sign, () => this.wake(), { once: true });
    for (const sign of ["focus", "blur", "visibilitychange"]) addEventListener(sign, () => this.look());
    this.look();
  }

  /** For what has just happened. */
  async ring(alert: Alert): Promise<void> {
    if (!this.leads || (alert.kind === "message" && (await this.isLookedAt()))) return;
    this.play();
    this.show(wordsOf(alert, this.desk.state.rooms), alert.row.conv);
  }

  /** Sound and notification as they will come, permission asked by the way; answers what to look for or do. */
  async test(): Promise<string> {
    this.play();
    if (permission() === "default") await Notification.requestPermission();
    this.desk.changed();
    if (permission() !== "granted")
      return t(permission() === "none" ? "notificationsNone" : "notificationsHow");
    this.show({ title: t("testTitle"), body: t("testBody") }, null);
    return t("testSent");
  }

  private wake(): void {
    this.context ??= "AudioContext" in globalThis ? new AudioContext() : null;
    this.context?.resume();
  }

  /** Silent until the browser lets sound through: tones kept for later would come out of place. */
  private async play(): Promise<void> {
    this.context ??= "AudioContext" in globalThis ? new AudioContext() : null;
    if (!this.context) return;
    if (this.context.state !== "running") await Promise.race([this.context.resume(), pause(RESUME_MS)]);
    if (this.context.state === "running") chime(this.context);
  }

  /** `tag`: a later notification of one conversation replaces the one before. */
  private show({ title, body }: Words, conv: string | null): void {
    if (permission() !== "granted") return;
    try {
      const shown = new Notification(title, {
        body,
        tag: conv ?? "test",
        silent: this.context?.state === "running",
      });
      shown.onclick = () => {
        window.focus();
        if (conv) this.desk.go({ conv, card: false });
        shown.close();
      };
    } catch {
      // Phones show notifications of a service worker only; the sound and the title remain.
    }
  }

  private look(): void {
    this.stopLooking();
    this.stopLooking = () => {};
    if (!navigator.locks || document.visibilityState !== "visible" || !document.hasFocus()) return;
    const until = new Promise<void>((resolve) => {
      this.stopLooking = resolve;
    });
    navigator.locks.request(LOOKS, { mode: "shared" }, () => until);
  }

  private async isLookedAt(): Promise<boolean> {
    if (!navigator.locks) return document.visibilityState === "visible" && document.hasFocus();
    const { held = [] } = await navigator.locks.query();
    return held.some((each) => each.name === LOOKS);
  }
}
