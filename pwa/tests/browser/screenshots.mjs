/** The pictures of the manifest and the README, of the demonstration team. Told also FOLDER, where they go. */

import { join } from "node:path";
import { launch } from "puppeteer-core";
import { person, SITE } from "./people.mjs";

const PHONE = { width: 360, height: 780, deviceScaleFactor: 3, isMobile: true, hasTouch: true };
const DESK = { width: 1440, height: 810, deviceScaleFactor: 4 / 3 };
const QUALITY = 60;

const browser = await launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--disable-dev-shm-usage", "--lang=en-GB"],
});
try {
  const page = await browser.newPage();
  await page.emulateTimezone("Europe/Stockholm");
  await page.setViewport(PHONE);
  await page.goto(SITE);
  const { email, password } = person("owner");
  await page.locator("input[type=email]").fill(email);
  await page.locator("input[type=password]").fill(password);
  await page.locator("button[type=submit]").click();
  await page.waitForSelector("nav");
  const ids = await page.evaluate(found);

  await shoot(page, "queue", "/queue?status=hot", PHONE);
  await shoot(page, "chat", `/chat/${ids.conversation}`, PHONE);
  await shoot(page, "contacts", `/contacts/${ids.contact}`, DESK);
  console.log(JSON.stringify({}));
} finally {
  await browser.close();
}

async function shoot(page, name, path, viewport) {
  await page.setViewport(viewport);
  await page.goto(SITE + path, { waitUntil: "networkidle2" });
  await page.waitForFunction(() => !document.querySelector(".animate-pulse, [role=status][aria-label=Loading]"));
  await page.screenshot({ path: join(process.env.FOLDER, `${name}.webp`), type: "webp", quality: QUALITY });
}

/** The conversation in which most was said, and one of my hot contacts. Runs in the page. */
async function found() {
  const items = async (path) => (await (await fetch(path)).json()).items;
  const [conversation] = (await items("/api/chat/conversations")).toSorted((a, b) => b.last_number - a.last_number);
  const [contact] = await items("/api/contacts?limit=1&status=hot&sort=-last_called_at");
  return { conversation: conversation.id, contact: contact.id };
}
