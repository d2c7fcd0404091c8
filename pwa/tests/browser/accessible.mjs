/** What axe finds on each screen, in both themes, on a desk and on the narrowest phone, and with text twice as large. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { newPage, person, SITE, signIn, withBrowser } from "./people.mjs";

const { CONTACT, OTHER, IMPORT } = process.env;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const SCREENS = ["/contacts", `/contacts/${CONTACT}`, "/tma", "/tma?view=columns", "/contacts/imports", `/contacts/imports/${IMPORT}`, "/contacts/duplicates",
  `/contacts/${CONTACT}/merge/${OTHER}`, "/follow-ups", "/queue", "/queue?status=hot", "/chat", "/more", "/more/profile", "/more/team",
  "/more/notifications", "/more/sync", "/more/shortcuts", "/more/about", "/nowhere"];
const SHEETS = ["Log call", "Change the queue", /^My follow-up and note/];
const NARROW = { width: 320, height: 640 };
const PHONE = { width: 390, height: 844 };
const TWICE = { standard: 32, fixed: 26 };
const DESK = { width: 1366, height: 800 };

await withBrowser(async (browser) => {
  const found = [];
  for (const [colorScheme, viewport, fontSizes] of [
    ["light", DESK],
    ["dark", NARROW],
    ["light", PHONE, TWICE],
    ["dark", DESK, TWICE],
  ]) {
    const where = `${colorScheme} ${viewport.width}${fontSizes ? " text 200 %" : ""}`;
    const page = await newPage(browser, { colorScheme, viewport, bypassCSP: true, reducedMotion: "reduce" });
    if (fontSizes) await (await page.context().newCDPSession(page)).send("Page.setFontSizes", { fontSizes });
    await page.goto(SITE);
    await page.getByLabel("E-mail").waitFor();
    found.push(...(await look(page, `${where} door`)));
    await signIn(page, person("ann"));
    for (const path of SCREENS) {
      await page.goto(SITE + path);
      await page.getByRole("navigation").waitFor();
      await page.waitForFunction(() => !document.querySelector("[role=status][aria-label=Loading]"));
      found.push(...(await look(page, `${where} ${path}`)));
      if (path.endsWith(CONTACT)) {
        await page.getByRole("button", { name: "Log call" }).click();
        found.push(...(await look(page, `${where} log call`)));
      }
      if (path.startsWith("/queue?")) {
        for (const sheet of SHEETS) {
          await page.getByRole("button", { name: sheet }).click();
          await page.getByRole("dialog").waitFor();
          found.push(...(await look(page, `${where} ${path} ${sheet}`)));
          await page.keyboard.press("Escape");
          await page.getByRole("dialog").waitFor({ state: "detached" });
        }
      }
    }
    await page.context().close();
  }
  return { found };
});

async function look(page, where) {
  await page.evaluate(axe);
  const wide = await page.evaluate(widest);
  const { violations } = await page.evaluate((tags) => globalThis.axe.run({ runOnly: tags }), TAGS);
  const told = violations.map(({ id, nodes }) => `${where}: ${id}: ${nodes.map(({ html }) => html).join(" ").slice(0, 300)}`);
  if (wide) told.push(`${where}: wider than the screen: ${wide}`);
  for (const row of await page.evaluate(cut)) told.push(`${where}: larger than its row: ${row}`);
  for (const end of await page.evaluate(sideways)) told.push(`${where}: outside, to the right: ${end}`);
  for (const text of await page.evaluate(unseen)) told.push(`${where}: hardly a letter is seen of: ${text}`);
  return told;
}

/** Rows that have no room for what they say. Runs in the page. */
function cut() {
  const rows = [...document.querySelectorAll("main li, main [role=listitem]")];
  return rows.filter((row) => row.scrollHeight > row.clientHeight + 1 || row.scrollWidth > row.clientWidth + 1).map((row) => row.innerText.slice(0, 80));
}

/** Texts that are cut where they begin. Runs in the page. */
function unseen() {
  const isUnseen = (text) => text.clientWidth < Math.min(text.scrollWidth - 1, 2.5 * Number.parseFloat(getComputedStyle(text).fontSize));
  return [...document.querySelectorAll(".truncate")].filter((text) => text.checkVisibility() && isUnseen(text)).map((text) => text.innerText.slice(0, 80));
}

/** What has to be moved sideways to be seen, but for rows of chips, tabs and columns, which are made for it. Runs in the page. */
function sideways() {
  const boxes = [...document.querySelectorAll("main *")].filter((one) => ["auto", "scroll"].includes(getComputedStyle(one).overflowX));
  return boxes.filter((box) => !box.className.includes("overflow-x-auto") && box.scrollWidth > box.clientWidth + 1).map((box) => {
    const end = box.getBoundingClientRect().left + box.clientWidth;
    return ([...box.querySelectorAll("*")].findLast((one) => one.getBoundingClientRect().right > end + 1) ?? box).outerHTML.slice(0, 300);
  });
}

/** What makes the page wider than the screen, if it is. Runs in the page. */
function widest() {
  if (document.documentElement.scrollWidth <= innerWidth) return null;
  const outside = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1);
  return (outside.find((one) => !outside.some((other) => one !== other && one.contains(other))) ?? document.body).outerHTML.slice(0, 300);
}
