/** A long list on a phone: its first rows, flung through by a finger, read to its end, and searched. */

import { fillTheDoor, withBrowser } from "./person.mjs";

const PHONE = { width: 390, height: 844, isMobile: true, hasTouch: true };
const SLOWER = 4;
const FLING_PIXELS = 60_000;
const FLING_SPEED = 6_000;

await withBrowser(async (browser) => {
  const page = await browser.newPage();
  await page.setViewport(PHONE);
  await page.evaluateOnNewDocument(record);
  await fillTheDoor(page);
  const firstRows = await page.evaluate(signIn);

  await page.emulateCPUThrottling(SLOWER);
  const devtools = await page.createCDPSession();
  await page.evaluate(() => globalThis.recorded.begin());
  await devtools.send("Input.synthesizeScrollGesture", {
    x: PHONE.width / 2,
    y: PHONE.height / 2,
    yDistance: -FLING_PIXELS,
    speed: FLING_SPEED,
    gestureSourceType: "touch",
  });
  const flung = await page.evaluate(() => globalThis.recorded.end());

  await page.evaluate(() => globalThis.recorded.begin());
  const rows = await page.evaluate(toTheEnd);
  const whole = await page.evaluate(() => globalThis.recorded.end());

  await page.evaluate(() => globalThis.recorded.begin());
  const searched = await page.evaluate(search, await page.evaluate(firstName));
  const typed = await page.evaluate(() => globalThis.recorded.end());
  return { firstRows, rows, searched, flung, whole, typed };
});

/** Frames between `begin` and `end`, and the most rows that were there at one time. Runs in the page. */
function record() {
  let recording = null;
  const look = (now) => {
    if (!recording) return;
    if (recording.last !== null) recording.frames.push(now - recording.last);
    recording.last = now;
    recording.most = Math.max(recording.most, document.querySelectorAll("[role=listitem]").length);
    requestAnimationFrame(look);
  };
  globalThis.recorded = {
    begin() {
      recording = { frames: [], last: null, most: 0 };
      requestAnimationFrame(look);
    },
    end() {
      const { frames, most } = recording;
      recording = null;
      const sorted = frames.toSorted((a, b) => a - b);
      const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
      return { frames: frames.length, p50: at(0.5), p95: at(0.95), longest: at(1), over100: frames.filter((one) => one > 100).length, most };
    },
  };
}

/** Milliseconds from the press to the first row on the screen. Runs in the page. */
async function signIn() {
  const pressed = performance.now();
  document.querySelector("button[type=submit]").click();
  while (!document.querySelector("[role=listitem]")) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - pressed;
}

/** How many rows there were. Runs in the page. */
async function toTheEnd() {
  const list = document.querySelector("[role=list]").parentElement;
  for (;;) {
    list.scrollTop = list.scrollHeight;
    await new Promise(requestAnimationFrame);
    const last = [...document.querySelectorAll("[role=listitem]")].at(-1);
    if (last?.ariaSetSize !== "-1" && last?.ariaSetSize === last?.ariaPosInSet) return Number(last.ariaSetSize);
  }
}

/** Runs in the page. */
async function firstName() {
  const answer = await fetch("/api/contacts?sort=name&limit=1");
  return (await answer.json()).items[0].name;
}

/** Milliseconds from the last letter to nothing but what was looked for. Runs in the page. */
async function search(name) {
  const box = document.querySelector("input[type=search]");
  for (let length = 1; length <= name.length; length += 1) {
    box.value = name.slice(0, length);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise(requestAnimationFrame);
  }
  const typed = performance.now();
  const rows = () => [...document.querySelectorAll("[role=listitem]")];
  while (rows().length === 0 || rows().some((row) => !row.textContent.includes(name))) await new Promise(requestAnimationFrame);
  return performance.now() - typed;
}
