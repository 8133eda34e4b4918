/** Keeps the widget's element on the page, whatever frameworks do with the body. */

/** Puts the element at the end of the document and puts it back when it is taken away. The answer removes it. */
export function attach(element: HTMLElement): () => void {
  const observer = new MutationObserver(put);
  function put(): void {
    const { documentElement } = document;
    if (documentElement && !element.isConnected) documentElement.append(element);
    // The root itself may be another one by now.
    observer.observe(document, { childList: true });
    if (documentElement) observer.observe(documentElement, { childList: true });
  }
  put();
  return () => {
    observer.disconnect();
    element.remove();
  };
}
