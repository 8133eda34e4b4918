// Keeps a log where the reader is: at the bottom while they are there, at the same entry when older ones come in above.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

const NEAR_PX = 48;

interface Anchor {
  element: Element;
  top: number;
}

/** `top`: the scroll's as it was last seen. */
interface Place {
  pinned: boolean;
  anchor: Anchor | null;
  top: number;
}

const AT_END: Place = { pinned: true, anchor: null, top: 0 };

const topOf = (element: Element, box: Element) =>
  element.getBoundingClientRect().top - box.getBoundingClientRect().top;

function firstInSight(box: HTMLElement): Anchor | null {
  const entries = box.querySelectorAll("[data-entry]");
  for (const element of entries) {
    const top = topOf(element, box);
    if (top + element.clientHeight > 0) return { element, top };
  }
  return null;
}

/** What the log's element needs, and whether its end is in sight. */
export function useAnchoredScroll() {
  const ref = useRef<HTMLDivElement>(null);
  const place = useRef<Place>({ ...AT_END });
  const [pinned, setPinned] = useState(true);
  const settle = () => {
    const box = ref.current;
    if (!box) return;
    // The reader has scrolled up, of which the browser tells only with the next frame.
    if (box.scrollTop < place.current.top) onScroll();
    const { anchor, pinned } = place.current;
    if (pinned) box.scrollTop = box.scrollHeight;
    else if (anchor?.element.isConnected) box.scrollTop += topOf(anchor.element, box) - anchor.top;
    place.current.top = box.scrollTop;
  };
  const onScroll = () => {
    const box = ref.current;
    if (!box) return;
    const near = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
    place.current = { pinned: near, anchor: near ? null : firstInSight(box), top: box.scrollTop };
    setPinned(near);
  };
  useLayoutEffect(settle);
  useEffect(() => {
    const watcher = new ResizeObserver(settle);
    if (ref.current) watcher.observe(ref.current);
    return () => watcher.disconnect();
  }, []);
  const toEnd = () => {
    place.current = { ...AT_END };
    setPinned(true);
    settle();
  };
  return { ref, onScroll, pinned, toEnd };
}
