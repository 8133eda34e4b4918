/** Whether the visitor's eye and ear are to be caught: by a number in the title of the page, and a tone. */
import { newId } from "../../../link/src/clock";
import type * as Notice from "../parts/notice";
import { fetched, further, missing } from "./parts";
import { shell } from "./store";

const NOTICE = "notice";

let audio: AudioContext | undefined;
const tab = newId();
let missed = false;

/** The visitor did something in the window: browsers allow sounds no sooner. */
export function used(): void {
  audio ??= new AudioContext();
}

/** This tab is the one they look at. */
export function looked(): void {
  shell.keep({ tab });
}

/** Only one of their tabs speaks, and not while they look at it. */
export function beep(): void {
  const kept = shell.recall();
  if (!audio || kept.quiet || kept.tab !== tab) return;
  // Those that had to wait would sound at once.
  if (!missing.has(NOTICE)) fetched<typeof Notice>(NOTICE).then(({ tone }) => tone(audio as AudioContext));
}

/** So many messages are unread. */
export function hint(unread: number): void {
  missed ||= unread > 0 && document.hidden;
  if (missed) further<typeof Notice>(NOTICE)?.hint(unread);
}
