/** After vite: what the app may weigh, and every file also as brotli and gzip. Ends with 1 when a budget is exceeded. */

import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const DIST = join(import.meta.dirname, "..", "dist");
const KIB = 1024;
const ENTRY_JS = 60 * KIB;
const START_JS = 120 * KIB;
const SCREEN_JS = 20 * KIB;
const ALL_JS = 160 * KIB;
const CSS = 15 * KIB;
const WORKER = 12 * KIB;
const PRECACHE = 600 * KIB;
const PRECACHED = /\.(html|js|css|svg|webmanifest)$/;
const WORTH_COMPRESSING = /\.(html|js|css|svg|json|webmanifest|txt)$/;

const names = readdirSync(DIST, { recursive: true }).filter((name) => statSync(join(DIST, name)).isFile());
const zipped = new Map();
for (const name of names.filter((name) => WORTH_COMPRESSING.test(name))) {
  const content = readFileSync(join(DIST, name));
  const gzip = gzipSync(content, { level: 9 });
  const brotli = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  zipped.set(name, gzip.length);
  // The smallest of them is what is sent.
  if (gzip.length < content.length) writeFileSync(join(DIST, `${name}.gz`), gzip);
  if (brotli.length < content.length) writeFileSync(join(DIST, `${name}.br`), brotli);
}

const page = readFileSync(join(DIST, "index.html"), "utf8");
const entry = /<script[^>]* src="\/(assets\/[^"]+\.js)"/.exec(page)[1];
const preloaded = [...page.matchAll(/<link rel="modulepreload"[^>]* href="\/(assets\/[^"]+\.js)"/g)].map(([, name]) => name);
const atStart = [entry, ...preloaded].reduce((sum, name) => sum + zipped.get(name), 0);
const screens = [...zipped].filter(([name]) => /^assets\/.*\.js$/.test(name) && name !== entry && !preloaded.includes(name));
const largestScreen = Math.max(...screens.map(([, bytes]) => bytes));
const zippedOf = (pattern) =>
  [...zipped].filter(([name]) => pattern.test(name)).reduce((sum, [, bytes]) => sum + bytes, 0);
const precached = names
  .filter((name) => PRECACHED.test(name) && name !== "sw.js")
  .reduce((sum, name) => sum + statSync(join(DIST, name)).size, 0);

const budgets = [
  ["the first script, zipped", zipped.get(entry), ENTRY_JS],
  ["all that the first screen waits for, zipped", atStart, START_JS],
  ["the largest of the others, zipped", largestScreen, SCREEN_JS],
  ["all scripts, zipped", zippedOf(/^assets\/.*\.js$/), ALL_JS],
  ["all styles, zipped", zippedOf(/\.css$/), CSS],
  ["the service worker, zipped", zipped.get("sw.js"), WORKER],
  ["what is kept for offline", precached, PRECACHE],
];
for (const [what, bytes, allowed] of budgets) {
  const line = `${what}: ${(bytes / KIB).toFixed(1)} of ${allowed / KIB} KiB`;
  if (bytes > allowed) {
    console.error(`Too heavy: ${line}`);
    process.exitCode = 1;
  } else console.log(line);
}
