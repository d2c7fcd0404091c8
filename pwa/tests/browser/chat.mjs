/** Ann and Ben talk, each in a browser of their own. */

import { newPage, online, person, PHONE, SITE, signIn, withBrowser } from "./people.mjs";

const { CONVERSATION } = process.env;
const HERE = `/chat/${CONVERSATION}`;

await withBrowser(async (browser) => {
  const [ann, ben] = await Promise.all([opened(browser, "ann"), opened(browser, "ben", { viewport: PHONE })]);
  const seen = {};

  await write(ann, "Shall I call the boatyard?");
  seen.heardByBen = await heard(ben, "Shall I call the boatyard?");
  // For longer than it takes until it is said again.
  // Looked for from the first letter on: it is gone soon after the last.
  const told = ben.getByText("is typing").waitFor();
  await Promise.all([told, ann.getByRole("textbox").pressSequentially("and also...", { delay: 400 })]);
  await write(ben, "Please do.");
  seen.heardByAnn = await heard(ann, "Please do.");

  await ben.goto(`${SITE}/contacts`);
  await online(ben);
  await ann.getByRole("textbox").fill("");
  await write(ann, "They want twelve.");
  await ann.getByRole("textbox").pressSequentially("Right, @");
  await ann.getByRole("option").first().click();
  await ann.keyboard.type("?");
  await ann.keyboard.press("Enter");
  await ben.locator("[data-chat-badge='2']").waitFor();
  await ben.getByRole("link", { name: "Chat" }).click();
  const row = ben.locator(`[data-conversation="${CONVERSATION}"]`);
  seen.unread = await row.locator("[data-unread]").getAttribute("data-unread");
  seen.mentioned = await row.getByRole("img", { name: "You are mentioned" }).count();
  await row.click();
  await ben.locator("[data-new]").waitFor();
  seen.afterTheLine = await ben.locator("[data-new] ~ * [data-text]").allTextContents();
  await ben.locator("[data-chat-badge]").waitFor({ state: "detached" });
  seen.onTheIcon = await ben.evaluate(() => globalThis.onTheIcon);

  // The last of one's own, by the arrow; then a reaction; then nothing of it.
  await ann.getByRole("textbox").press("ArrowUp");
  await ann.getByRole("textbox").fill("Right?");
  await ann.keyboard.press("Enter");
  await ben.locator("[data-text]", { hasText: /^Right\?$/ }).waitFor();
  seen.edited = await ben.getByText("edited").count();
  const last = ann.locator("[data-number]").last();
  await last.hover();
  await last.getByRole("button", { name: "More" }).click();
  await ann.getByRole("button", { name: "React with 🎉" }).click();
  await ben.getByRole("button", { name: /🎉.*by / }).waitFor();
  await last.hover();
  await last.getByRole("button", { name: "More" }).click();
  await ann.getByRole("button", { name: "Delete" }).click();
  await ann.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await ben.getByText("This message was deleted").first().waitFor();

  await ann.keyboard.press("Escape");
  await ann.waitForURL(`${SITE}/chat`);
  seen.troubles = [...ann.troubles, ...ben.troubles];
  return seen;
});

async function opened(browser, name, options) {
  const page = await newPage(browser, options);
  await page.addInitScript(keepWhatIsOnTheIcon);
  await signIn(page, person(name), HERE);
  await page.getByRole("textbox", { name: /^Message / }).waitFor();
  await online(page);
  return page;
}

/** Each count once, as long as it stays; no browser tells. Runs in the page. */
function keepWhatIsOnTheIcon() {
  globalThis.onTheIcon = [];
  const keep = async (count) => void (globalThis.onTheIcon.at(-1) === count || globalThis.onTheIcon.push(count));
  navigator.setAppBadge = keep;
  navigator.clearAppBadge = () => keep(0);
}

async function write(page, text) {
  await page.getByRole("textbox").fill(text);
  await page.getByRole("textbox").press("Enter");
}

async function heard(page, text) {
  await page.locator("[data-text]", { hasText: text }).waitFor();
  return page.locator("[data-text]").allTextContents();
}
