/**
 * The built sources and the gateway behind one origin, as browsers will have them; counts the streams that pass.
 * While it `isAway`, the gateway is not asked; `refused` are the paths that were.
 */

import { readFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = { ".js": "text/javascript", ".html": "text/html" };
const ROOT = join(import.meta.dirname, "..", "..");

export async function openSite(gateway) {
  const streams = { opened: 0, open: 0, mostAtOnce: 0 };
  const site = { streams, isAway: false, refused: [] };
  const server = createServer((asked, answer) => {
    if (!asked.url.startsWith("/api/")) return void serveFile(asked, answer);
    if (site.isAway) return refuse(site, asked, answer);
    if (asked.url.startsWith("/api/stream?")) count(streams, answer);
    pass(gateway, asked, answer);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  site.close = () => (server.closeAllConnections(), server.close());
  site.address = `http://127.0.0.1:${server.address().port}`;
  return site;
}

function refuse(site, asked, answer) {
  site.refused.push(asked.url);
  answer.writeHead(503).end();
}

function count(streams, answer) {
  streams.opened += 1;
  streams.open += 1;
  streams.mostAtOnce = Math.max(streams.mostAtOnce, streams.open);
  answer.on("close", () => (streams.open -= 1));
}

export function pass(gateway, asked, answer) {
  const further = request(`${gateway}${asked.url}`, { method: asked.method, headers: asked.headers }, (answered) => {
    answer.writeHead(answered.statusCode, answered.headers);
    answered.pipe(answer);
  });
  further.on("error", () => answer.destroy());
  answer.on("close", () => further.destroy());
  asked.pipe(further);
}

async function serveFile(asked, answer) {
  const named = asked.url === "/" ? "/tests/browser/page.html" : normalize(asked.url);
  // What tsc writes names its imports without an extension.
  const path = extname(named) ? named : `${named}.js`;
  try {
    const content = await readFile(join(ROOT, path));
    answer.writeHead(200, { "Content-Type": TYPES[extname(path)] ?? "text/plain" }).end(content);
  } catch {
    answer.writeHead(404).end();
  }
}
