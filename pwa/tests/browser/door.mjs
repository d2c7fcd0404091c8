/**
 * The app as the gateway serves it, at an address of its own: the way to the API can be closed, and what passes is seen.
 * `refused` are the paths that were asked for while it was closed; `told(path)` is how often that was answered with success.
 */

import { createServer } from "node:http";
import { pass } from "./site.mjs";

export async function openDoor(gateway, port) {
  const answered = new Map();
  const door = { isClosed: false, refused: [], told: (path) => answered.get(path) ?? 0 };
  const server = createServer((asked, answer) => {
    if (door.isClosed && asked.url.startsWith("/api/")) {
      door.refused.push(asked.url);
      answer.writeHead(503).end();
      return;
    }
    answer.on("finish", () => {
      const path = `${asked.method} ${asked.url}`;
      if (answer.statusCode < 400) answered.set(path, door.told(path) + 1);
    });
    pass(gateway, asked, answer);
  });
  await new Promise((ready) => server.listen(port, "127.0.0.1", ready));
  door.close = () => (server.closeAllConnections(), server.close());
  door.address = `http://127.0.0.1:${port}`;
  return door;
}
