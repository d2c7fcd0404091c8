/** Somebody who writes without a browser, over a wire of their own. */

import { SITE } from "./people.mjs";

/** Says a text in the conversation. */
export async function writerOf(credentials, conversation) {
  const headers = { "Content-Type": "application/json", Origin: SITE };
  const answer = await fetch(`${SITE}/api/session`, { method: "POST", headers, body: JSON.stringify(credentials) });
  const cookie = answer.headers.getSetCookie()[0].split(";")[0];
  return async (text) => {
    const body = JSON.stringify({ id: crypto.randomUUID(), text });
    const path = `${SITE}/api/chat/conversations/${conversation}/messages`;
    const made = await fetch(path, { method: "POST", headers: { ...headers, cookie }, body });
    if (!made.ok) throw new Error(`writing was answered with ${made.status}`);
  };
}
