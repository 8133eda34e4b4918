/** What draws does not say: where the log stands, where the focus goes, how high things are. */

const NEAR_END = 40;
const NEAR_TOP = 120;
const TEXT_MAX = 132;

/** The log is at its end, give or take a line. */
export function atEnd(log: Element): boolean {
  return log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END;
}

export function nearTop(log: Element): boolean {
  return log.scrollTop < NEAR_TOP;
}

/** Draws, and leaves the log where he had it: at its end, or at the line he was reading. */
export function keepingPlace(place: Element, stick: boolean, drawNow: () => void): void {
  const before = place.querySelector(".log");
  const end = stick || !before || atEnd(before);
  const first = before?.querySelector(".msg");
  const top = first?.getBoundingClientRect().top ?? 0;
  drawNow();
  const log = place.querySelector(".log");
  if (!log) return;
  if (end) log.scrollTop = log.scrollHeight;
  else if (first?.isConnected) log.scrollTop += first.getBoundingClientRect().top - top;
}

/** The text field is as high as its text. */
export function fitText(place: Element): void {
  const field = place.querySelector("textarea");
  if (!field) return;
  field.style.height = "";
  field.style.height = `${Math.min(field.scrollHeight, TEXT_MAX)}px`;
}

/** To the text, or to the window itself. */
export function focusIn(place: Element): void {
  place.querySelector<HTMLElement>("textarea, .win")?.focus();
}

/** A phone's keyboard covers the page: tell the style sheet how much of it. */
export function watchKeyboard(place: HTMLElement): void {
  const { visualViewport: seen } = window;
  const fit = () => {
    if (!seen) return;
    place.style.setProperty("--kb", `${Math.max(0, innerHeight - seen.height)}px`);
    place.style.setProperty("--top", `${seen.offsetTop}px`);
  };
  seen?.addEventListener("resize", fit);
  seen?.addEventListener("scroll", fit);
}
