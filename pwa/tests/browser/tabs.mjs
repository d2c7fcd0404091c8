/** Ann has the app open in two tabs, then in three. Tabs come and go, and have one stream among them. */

import { newPage, online, person, SITE, signIn, withBrowser } from "./people.mjs";
import { openWire } from "./wire.mjs";
import { writerOf } from "./writing.mjs";

const { CONVERSATION } = process.env;
const TIMES = 6;

const wire = await openWire(SITE);
const say = await writerOf(person("ben"), CONVERSATION);

await withBrowser(async (browser) => {
  const first = await newPage(browser);
  await signIn(first, person("ann"), `/chat/${CONVERSATION}`, wire.address);
  await ready(first);
  const tabs = [first];
  // One after the other, so that they stand in the queue in this order.
  for (let more = 0; more < 2; more += 1) {
    tabs.push(await another(first));
    await ready(tabs.at(-1));
  }
  const seen = { openWithThree: wire.streams.open, openedByThree: wire.streams.opened, said: [], read: [] };

  for (let time = 0; time < TIMES; time += 1) {
    // The oldest is the one that has the stream.
    await tabs.shift().close();
    tabs.push(await another(tabs[0]));
    await ready(tabs.at(-1));
    for (let more = 0; more < 3; more += 1) {
      seen.said.push(`Message ${time} ${more}`);
      await say(seen.said.at(-1));
    }
    for (const tab of tabs) await tab.locator("[data-text]", { hasText: seen.said.at(-1) }).waitFor();
  }
  seen.openAtLast = wire.streams.open;
  for (const tab of tabs) seen.read.push(await tab.locator("[data-text]").allTextContents());
  Object.assign(seen, { opened: wire.streams.opened, closed: TIMES });

  // What is pressed in one is shown in the others.
  await tabs[0].getByRole("textbox").fill("Mine");
  await tabs[0].getByRole("textbox").press("Enter");
  for (const tab of tabs) await tab.locator("[data-text]", { hasText: "Mine" }).waitFor();
  return seen;
}).finally(wire.close);

async function another(tab) {
  const page = await tab.context().newPage();
  await page.goto(`${wire.address}/chat/${CONVERSATION}`);
  return page;
}

async function ready(tab) {
  await tab.getByRole("textbox", { name: /^Message / }).waitFor();
  await online(tab);
}
