/** Catching his eye and ear: a tone, and the number in the title of the page. */
import { newId } from "../link/clock";
import type { Memory } from "../loader/memory";

const TONES = [
  [660, 0],
  [880, 0.12],
] as const;

/** Silent until the window was used once: browsers allow no sooner. */
export class Notice {
  private audio: AudioContext | null = null;
  private readonly tab = newId();
  private title = "";
  private hinted = "";

  constructor(private readonly memory: Memory) {}

  /** He did something in the window. */
  used(): void {
    this.audio ??= new AudioContext();
    this.looked();
  }

  /** This tab is the one he looks at. */
  looked(): void {
    this.memory.set({ tab: this.tab });
  }

  /** Only one of his tabs speaks. */
  sound(): void {
    const { quiet, tab } = this.memory.get();
    const { audio } = this;
    if (!audio || quiet || tab !== this.tab) return;
    for (const [pitch, at] of TONES) play(audio, pitch, audio.currentTime + at);
  }

  /** «(1) …» while he looks elsewhere; the page's own title comes back after. */
  hint(unread: number): void {
    if (document.title === this.hinted) document.title = this.title;
    this.hinted = "";
    if (!unread || document.visibilityState === "visible") return;
    this.title = document.title;
    this.hinted = document.title = `(${unread}) ${this.title}`;
  }
}

function play(audio: AudioContext, pitch: number, at: number): void {
  const [tone, volume] = [audio.createOscillator(), audio.createGain()];
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0.08, at);
  volume.gain.exponentialRampToValueAtTime(0.001, at + 0.3);
  tone.connect(volume).connect(audio.destination);
  tone.start(at);
  tone.stop(at + 0.3);
}
