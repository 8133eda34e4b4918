// The sound. Browsers let it through after the first touch or key.

const TONES: [hertz: number, at: number][] = [
  [587, 0],
  [880, 0.14],
];
const TONE_S = 0.42;
const LOUDNESS = 0.16;
const RESUME_MS = 300;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Two soft tones, one after the other. */
function sound(context: AudioContext): void {
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

/** `changed`: sound is let through now, or no longer. */
export class Chime {
  private context: AudioContext | null = null;

  constructor(private readonly changed: () => void) {}

  /** Waits for the first touch or key. */
  start(): void {
    const wake = () => this.open()?.resume();
    for (const sign of ["pointerdown", "keydown"]) addEventListener(sign, wake, { once: true });
  }

  /** Whether it would be heard. */
  get ready(): boolean {
    return this.context?.state === "running";
  }

  /** Silent until the browser lets sound through: tones kept for later would come out of place. */
  async play(): Promise<void> {
    const context = this.open();
    if (!context) return;
    if (!this.ready) await Promise.race([context.resume(), pause(RESUME_MS)]);
    if (this.ready) sound(context);
  }

  private open(): AudioContext | null {
    if (this.context || !("AudioContext" in globalThis)) return this.context;
    this.context = new AudioContext();
    this.context.onstatechange = this.changed;
    return this.context;
  }
}
