/** Ann writes while her network is away, and while answers get lost; Ben reads. */

import { newPage, online, person, SITE, signIn, withBrowser } from "./people.mjs";

const { CONVERSATION } = process.env;
const MESSAGES = `**/api/chat/conversations/${CONVERSATION}/messages`;
const REFUSAL = { type: "/problems/forbidden", title: "No", status: 403, detail: "Not today.", instance: "/", request_id: "r", errors: null };

await withBrowser(async (browser) => {
  const [ann, ben] = await Promise.all([opened(browser, "ann"), opened(browser, "ben")]);
  const waiting = ann.locator("[data-waiting]");
  const seen = {};

  await ann.context().setOffline(true);
  for (const text of ["first", "second", "third"]) await write(ann, text);
  seen.waiting = await waiting.count();
  await ann.getByRole("link", { name: "Contacts" }).click();
  await ann.getByRole("link", { name: "Chat" }).click();
  await ann.getByRole("img", { name: "3 messages wait to be sent" }).waitFor();
  await ann.goBack();
  await ann.goBack();
  await ann.context().setOffline(false);
  await ben.locator("[data-text]", { hasText: "third" }).waitFor();
  await waiting.first().waitFor({ state: "detached" });

  // The server has it, and nobody says so.
  let lost = 0;
  await ann.route(MESSAGES, async (route) => {
    if (route.request().method() !== "POST" || lost === 2) return route.continue();
    lost += 1;
    await route.fetch();
    return route.abort();
  });
  await write(ann, "fourth");
  await write(ann, "fifth");
  await ben.locator("[data-text]", { hasText: "fifth" }).waitFor();
  await ann.unroute(MESSAGES);
  await waiting.first().waitFor({ state: "detached" });
  seen.lost = lost;

  await ann.route(MESSAGES, (route) =>
    route.request().method() === "POST"
      ? route.fulfill({ status: 403, contentType: "application/problem+json", body: JSON.stringify(REFUSAL) })
      : route.continue(),
  );
  await write(ann, "sixth");
  seen.refused = await ann.getByRole("alert").textContent();
  await ann.unroute(MESSAGES);
  await ann.reload();
  await ann.getByRole("button", { name: "Retry" }).click();
  await ben.locator("[data-text]", { hasText: "sixth" }).waitFor();

  // Closed before there was a network.
  await ann.route(MESSAGES, (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
  await write(ann, "seventh");
  await ann.locator("[data-waiting=network]").waitFor();
  const later = await ann.context().newPage();
  await ann.close();
  await later.goto(`${SITE}/contacts`);
  await ben.locator("[data-text]", { hasText: "seventh" }).waitFor();
  seen.heard = await ben.locator("[data-text]").allTextContents();
  return seen;
});

async function opened(browser, name) {
  const page = await newPage(browser);
  await signIn(page, person(name), `/chat/${CONVERSATION}`);
  await page.getByRole("textbox", { name: /^Message / }).waitFor();
  await online(page);
  return page;
}

async function write(page, text) {
  await page.getByRole("textbox").fill(text);
  await page.getByRole("textbox").press("Enter");
}
