/** Ann presses, on one of her two devices, while her colleague Ben looks at the same contact. */

import { newPage, openContact, person, pressAndLook, signIn, tags, withBrowser } from "./people.mjs";

const { CONTACT } = process.env;
const HELD_MS = 2_000;
const SETTINGS = `**/api/contacts/${CONTACT}/settings`;

await withBrowser(async (browser) => {
  const [ann, annsPhone, ben] = await Promise.all([
    opened(browser, person("ann")),
    opened(browser, person("ann")),
    opened(browser, person("ben")),
  ]);
  const seen = {};

  let replied = false;
  const reply = ann.waitForResponse(SETTINGS);
  await ann.route(SETTINGS, async (route) => {
    const response = await route.fetch();
    await new Promise((over) => setTimeout(over, HELD_MS));
    replied = true;
    await route.fulfill({ response });
  });
  seen.pressed = await ann.evaluate(pressAndLook, [CONTACT, "Hot"]);
  seen.repliedByThen = replied;
  await annsPhone.locator("main aside [data-my-status=hot]").waitFor();
  seen.repliedBeforeOtherDevice = replied;
  seen.otherDevice = await annsPhone.evaluate(tags, CONTACT);
  seen.colleague = await ben.evaluate(tags, CONTACT);
  await reply;
  seen.afterReply = await ann.evaluate(tags, CONTACT);
  await ann.unroute(SETTINGS);

  await ann.reload();
  await ann.locator("main aside [data-my-status]").waitFor();
  await ann.locator(`[role=listitem] a[href*="${CONTACT}"] [data-my-status]`).waitFor();
  seen.reloaded = await ann.evaluate(tags, CONTACT);
  seen.troubles = [...ann.troubles, ...annsPhone.troubles, ...ben.troubles];
  return seen;
});

async function opened(browser, who) {
  const page = await newPage(browser);
  await signIn(page, who);
  await openContact(page, CONTACT);
  return page;
}
