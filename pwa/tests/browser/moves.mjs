/** Ann moves between screens of the app, now and then without a network, while Ben writes. What she has read, her page says. */

import { newPage, online, person, SITE, signIn, withBrowser } from "./people.mjs";
import { until } from "./until.mjs";
import { openWire } from "./wire.mjs";
import { writerOf } from "./writing.mjs";

const { CONVERSATION } = process.env;
const MOVES = Number(process.env.MOVES);
const CUT_EVERY = 10;
const CUT_FOR = 3;
const TABS = ["Contacts", "Follow-ups", "Chat", "More", "Queue"];

const wire = await openWire(SITE);
const say = await writerOf(person("ben"), CONVERSATION);

await withBrowser(async (browser) => {
  const page = await newPage(browser, { serviceWorkers: "allow" });
  await signIn(page, person("ann"), `/chat/${CONVERSATION}`, wire.address);
  await page.evaluate(() => navigator.serviceWorker.ready);
  const [before] = await Promise.all([wire.streams.opened, page.reload()]);
  await online(page);
  wire.streams.mostAtOnce = wire.streams.open;
  let byWorker = 0;
  page.on("response", (one) => one.url().includes("/api/stream") && (byWorker += Number(one.fromServiceWorker())));
  const said = [];
  let cuts = 0;
  for (let move = 0; move < MOVES; move += 1) {
    if (move % CUT_EVERY === CUT_FOR) {
      cuts += 1;
      await page.context().setOffline(true);
      wire.cut();
    }
    await page.getByRole("navigation").getByRole("link", { name: TABS[move % TABS.length] }).click();
    if (move % 3 === 0) {
      said.push(`Message ${move}`);
      await say(said.at(-1));
    }
    if (move % CUT_EVERY === 2 * CUT_FOR) {
      wire.mend();
      await page.context().setOffline(false);
      await until(() => wire.streams.open > 0);
      await online(page);
    }
  }
  await page.getByRole("link", { name: "Chat" }).click();
  await page.locator(`a[href^="/chat/${CONVERSATION}"]`).click();
  await page.locator("[data-text]", { hasText: said.at(-1) }).waitFor();
  const read = await page.locator("[data-text]").allTextContents();
  return { ...wire.streams, opened: wire.streams.opened - before, byWorker, cuts, said, read, troubles: page.troubles.filter((one) => !one.includes("ERR_")) };
}).finally(wire.close);
