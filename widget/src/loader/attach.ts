/** Keeps the widget's element on the page, whatever frameworks do with the body. */

const observer = new MutationObserver(() => attach(attached));
let attached: Element | null = null;

/** Puts the element at the end of the document, and back when it is taken away; null takes the last one off. */
export function attach(element: Element | null): void {
  if (attached !== element) attached?.remove();
  attached = element;
  const { documentElement } = document;
  if (element && !element.isConnected) documentElement?.append(element);
  // The root itself may be another one by now.
  for (const node of [document, documentElement]) if (node) observer.observe(node, { childList: true });
}
