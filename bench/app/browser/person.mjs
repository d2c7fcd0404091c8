/** A browser, and the person who signs in. Told by the environment: SITE, CHROMIUM, PERSON (e-mail and password as JSON). */

import { launch } from "puppeteer-core";

export const { SITE } = process.env;

const LONGEST_ACT_MS = 900_000;

/** Runs `act` in a browser of its own and prints what it gives, as one line of JSON. */
export async function withBrowser(act) {
  const browser = await launch({
    executablePath: process.env.CHROMIUM,
    protocolTimeout: LONGEST_ACT_MS,
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--lang=en-GB"],
  });
  try {
    console.log(JSON.stringify(await act(browser)));
  } finally {
    await browser.close();
  }
}

/** Leaves the door with what was typed; the form is sent by whoever measures. */
export async function fillTheDoor(page) {
  const { email, password } = JSON.parse(process.env.PERSON);
  await page.goto(SITE);
  await page.locator("input[type=email]").fill(email);
  await page.locator("input[type=password]").fill(password);
}
