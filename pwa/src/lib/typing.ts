const NOT_TYPED = new Set(["button", "checkbox", "radio", "range", "reset", "submit", "file", "color"]);

/** Whether somebody is writing something at this moment: a text field has the focus. */
export function isTyping(element: Element | null = document.activeElement): boolean {
  if (element instanceof HTMLInputElement) return !NOT_TYPED.has(element.type);
  if (element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) return true;
  return element instanceof HTMLElement && element.isContentEditable;
}
