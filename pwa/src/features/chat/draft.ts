/** What was begun and not sent, on this device. */

const nameOf = (conversationId: string) => `draft ${conversationId}`;

export function draftOf(conversationId: string): string {
  return localStorage.getItem(nameOf(conversationId)) ?? "";
}

export function keepDraft(conversationId: string, text: string): void {
  if (text) localStorage.setItem(nameOf(conversationId), text);
  else localStorage.removeItem(nameOf(conversationId));
}
