/** Catching the visitor's eye and ear. A part of its own, fetched when there is something to be seen or heard. */

let [title, hinted] = ["", ""];

/** A short tone. */
export function tone(audio: AudioContext): void {
  const [tone, volume] = [audio.createOscillator(), audio.createGain()];
  tone.frequency.value = 740;
  volume.gain.value = 0.1;
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.2);
}

/** «(1) …» while they look elsewhere; the page's own title comes back after. */
export function hint(unread: number): void {
  if (document.title === hinted) document.title = title;
  title = document.title;
  hinted = `(${unread}) ${title}`;
  if (unread && document.hidden) document.title = hinted;
}
