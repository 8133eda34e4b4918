/** Catching his eye and ear: a tone, and the number in the title of the page. */
import { newId } from "../link/clock";
import { shell } from "./store";

let audio: AudioContext | undefined;
const tab = newId();
let [title, hinted] = ["", ""];

/** He did something in the window: browsers allow sounds no sooner. */
export function used(): void {
  audio ??= new AudioContext();
}

/** This tab is the one he looks at. */
export function looked(): void {
  shell.keep({ tab });
}

/** Only one of his tabs speaks, and not while he looks at it. */
export function beep(): void {
  const kept = shell.recall();
  if (!audio || kept.quiet || kept.tab !== tab) return;
  const [tone, volume] = [audio.createOscillator(), audio.createGain()];
  tone.frequency.value = 740;
  volume.gain.value = 0.1;
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.2);
}

/** «(1) …» while he looks elsewhere; the page's own title comes back after. */
export function hint(unread: number): void {
  if (document.title === hinted) document.title = title;
  title = document.title;
  hinted = `(${unread}) ${title}`;
  if (unread && document.hidden) document.title = hinted;
}
