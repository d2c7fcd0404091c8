/** People with browsers, at the app as a gateway serves it. Told by the environment: SITE, CHROMIUM, and the people. */

import { chromium } from "playwright-core";

export const { SITE } = process.env;
export const person = (name) => JSON.parse(process.env[name.toUpperCase()]);

const FLAGS = ["--no-sandbox", "--disable-dev-shm-usage"];
const DESK = { width: 1366, height: 800 };
export const PHONE = { width: 390, height: 844 };

export async function withBrowser(act) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS });
  try {
    console.log(JSON.stringify(await act(browser)));
  } finally {
    await browser.close();
  }
}

/** With a service worker, what the page asks for could not be held back or refused by the test. */
export async function newPage(browser, options = {}) {
  const context = await browser.newContext({
    viewport: DESK,
    serviceWorkers: "block",
    locale: "en-GB",
    timezoneId: "Europe/Stockholm",
    ...options,
  });
  const page = await context.newPage();
  page.troubles = [];
  page.on("pageerror", (error) => page.troubles.push(String(error)));
  page.on("console", (line) => line.type() === "error" && page.troubles.push(line.text()));
  return page;
}

export async function signIn(page, { email, password }, path = "/", site = SITE) {
  await page.goto(site + path);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("navigation").waitFor();
}

export async function online(page) {
  await page.locator("[data-live=online]").waitFor({ state: "attached" });
}

/** My status of one contact in each place that shows it; null where there is none. Runs in the page. */
export function tags(id) {
  const shown = (selector) => document.querySelector(selector)?.querySelector("[data-my-status]")?.dataset.myStatus ?? null;
  return {
    row: shown(`[role=listitem] a[href*="${id}"]`),
    header: shown("main header:has(h1)"),
    sidebar: shown("main aside"),
    pressed: document.querySelector("main aside button[aria-pressed=true]")?.textContent ?? null,
  };
}

/** Presses a status in the detail and says what is shown in the next frame. Runs in the page. */
export async function pressAndLook([id, word]) {
  [...document.querySelectorAll("main aside button")].find((button) => button.textContent === word).click();
  await new Promise(requestAnimationFrame);
  return globalThis.tags(id);
}

/** As its person finds it by a search, so that its row is there as well. */
export async function openContact(page, id) {
  await page.addInitScript(`globalThis.tags = ${tags}`);
  await page.goto(`${SITE}/contacts/${id}?q=${encodeURIComponent(process.env.CONTACT_NAME)}`);
  await page.locator("main aside button").first().waitFor();
  await page.locator(`[role=listitem] a[href*="${id}"]`).waitFor();
  await online(page);
}
