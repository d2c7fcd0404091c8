/**
 * The app in a Firefox without a screen, driven from outside: a line of JSON in is an order, `[word, ...arguments]`; the
 * line that comes out is what came of it, `{ value }` or `{ error }`. Ends when nobody can give orders any more.
 *
 * Told by the environment: GATEWAY, PORT (where the app is to be), FIREFOX, PUSH_SERVICE (`ws://…`).
 */

import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import puppeteer from "puppeteer-core";
import { openDoor } from "./door.mjs";

const { GATEWAY, PORT, FIREFOX, PUSH_SERVICE } = process.env;
const PATIENCE_MS = 60_000;
const SUBSCRIBED = "POST /api/push/subscriptions";

const door = await openDoor(GATEWAY, Number(PORT));
const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: FIREFOX,
  headless: true,
  timeout: PATIENCE_MS,
  protocolTimeout: PATIENCE_MS,
  extraPrefsFirefox: {
    "dom.push.serverURL": PUSH_SERVICE,
    "dom.push.connection.enabled": true,
    "dom.push.testing.allowInsecureServerURL": true,
    "dom.push.retryBaseInterval": 500,
    "permissions.default.desktop-notification": 1,
    "alerts.useSystemBackend": false,
    "intl.accept_languages": "en-GB",
  },
});
let context;
let page;

const words = {
  /** In a browser that knows nothing yet. */
  async open() {
    context = await browser.createBrowserContext();
    page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("pageerror", (error) => console.error(error));
    await page.goto(door.address);
  },

  close: () => context.close(),

  async signIn({ email, password }) {
    await page.locator("input[type=email]").fill(email);
    await page.locator("input[type=password]").fill(password);
    await page.locator("button[type=submit]").click();
    await page.waitForSelector("nav");
  },

  async signOut() {
    await page.goto(`${door.address}/more`);
    await press("Sign out");
    await page.waitForSelector("input[type=email]");
  },

  async turnOn() {
    const address = `${door.address}/more/notifications`;
    if (page.url() !== address) await page.goto(address);
    await press("Turn on notifications");
    await words.reads("This device rings");
  },

  /** The app begins anew, and has told of its subscription. */
  async startAgain() {
    const before = door.told(SUBSCRIBED);
    await page.reload();
    const end = Date.now() + PATIENCE_MS;
    while (door.told(SUBSCRIBED) === before) {
      if (Date.now() > end) throw new Error("the app has not told of its subscription");
      await pause(20);
    }
  },

  device: () =>
    page.evaluate(async () => {
      const { items } = await (await fetch("/api/push/subscriptions")).json();
      return items.find((device) => device.is_here);
    }),

  async test() {
    await press("Send a test");
    await words.reads("Arrived");
  },

  /** Until it stands on the page. */
  reads: (text) => page.waitForFunction((text) => document.body.innerText.includes(text), {}, text).then(() => true),

  /** Null while it is not subscribed. */
  endpoint: () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      return (await registration?.pushManager.getSubscription())?.endpoint ?? null;
    }),

  shown: () =>
    page.evaluate(async () => {
      const notifications = await (await navigator.serviceWorker.ready).getNotifications();
      return notifications.map(({ title, body, tag, data }) => ({ title, body, tag, data }));
    }),

  /** By the browser's settings, as it were: the app hears nothing of it. */
  unsubscribe: () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      await (await registration?.pushManager.getSubscription())?.unsubscribe();
    }),

  closeGateway() {
    door.isClosed = true;
    door.refused = [];
  },

  openGateway() {
    door.isClosed = false;
  },

  refused: () => door.refused,
};

async function press(text) {
  await page.locator(`::-p-xpath(//button[normalize-space()="${text}"])`).click();
}

try {
  for await (const line of createInterface({ input: process.stdin })) {
    const [word, ...given] = JSON.parse(line);
    let came;
    try {
      came = { value: (await words[word](...given)) ?? null };
    } catch (error) {
      came = { error: String(error) };
    }
    console.log(JSON.stringify(came));
  }
} finally {
  await browser.close();
  door.close();
}
