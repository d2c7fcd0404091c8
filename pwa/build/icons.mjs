/** Draws every icon of the app from `mark.svg` into `public/`. Run by hand when the mark changes; CHROMIUM draws. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const PUBLIC = join(import.meta.dirname, "..", "public");
const NAVY = "#0b1220";
const mark = readFileSync(join(import.meta.dirname, "mark.svg"), "utf8");
const strokes = mark.replace(/^<svg[^>]*>|<\/svg>\s*$/g, "");
const white = strokes.replaceAll(/#[0-9a-f]{3,6}/g, "#fff");

/** `size` is how much of the square the mark fills, of 1. */
const drawn = (what, { ground, round = 0, size }) => {
  const edge = (512 * (1 - size)) / 2;
  const back = ground ? `<rect width="512" height="512" rx="${round}" fill="${ground}"/>` : "";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" fill="none">${back}<g transform="translate(${edge} ${edge}) scale(${size})">${what}</g></svg>`;
};

const PICTURES = [
  ["icon-192", 192, drawn(strokes, { ground: NAVY, round: 112, size: 0.92 })],
  ["icon-512", 512, drawn(strokes, { ground: NAVY, round: 112, size: 0.92 })],
  // Only the inner four fifths are sure to be seen.
  ["maskable-512", 512, drawn(strokes, { ground: NAVY, size: 0.78 })],
  ["mono-512", 512, drawn(white, { size: 0.86 })],
  // What Android's status bar shows of a notification.
  ["mono-96", 96, drawn(white, { size: 0.86 })],
  ["apple-touch-icon", 180, drawn(strokes, { ground: NAVY, size: 0.86 })],
  ["shortcut-96", 96, drawn(strokes, { ground: NAVY, round: 112, size: 0.92 })],
];

writeFileSync(join(PUBLIC, "favicon.svg"), `${drawn(strokes, { ground: NAVY, round: 112, size: 0.92 })}\n`);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
for (const [name, pixels, svg] of PICTURES) {
  const page = await browser.newPage({ viewport: { width: pixels, height: pixels } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${pixels}px}</style>${svg}`);
  await page.screenshot({ path: join(PUBLIC, "icons", `${name}.png`), omitBackground: true });
  await page.close();
}
await browser.close();
