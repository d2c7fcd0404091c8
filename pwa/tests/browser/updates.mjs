/** A newer build is deployed, in which a part of the older one is gone, while pages of the older one are open. */

import { createServer } from "node:http";
import { newPage, person, SITE, signIn, withBrowser } from "./people.mjs";
import { pass } from "./site.mjs";

const GONE = /^\/assets\/chat-screen-/;
const LEFT_BEHIND_MS = 5 * 60_000;

await withBrowser(async (browser) => {
  const deployed = await openDeployed();
  try {
    return { ...(await withWorker(browser, deployed)), withoutWorker: await withoutWorker(browser, deployed) };
  } finally {
    deployed.close();
  }
});

async function withWorker(browser, deployed) {
  const seen = {};
  const page = await opened(browser, deployed, "allow");
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  // The first page ever has no worker yet.
  await page.reload();
  const other = await page.context().newPage();
  await other.goto(`${deployed.address}/more`);
  await page.getByRole("link", { name: "More" }).click();
  await page.getByRole("link", { name: "About QERO" }).click();
  await page.getByRole("button", { name: "Look for a newer version" }).click();
  await page.getByText("This is the newest version.").waitFor();
  deployed.isNext = true;
  await page.getByRole("button", { name: "Look for a newer version" }).click();
  await page.getByText("A newer version is ready.").waitFor();
  seen.offered = await page.getByRole("button", { name: "Reload" }).count();
  const licences = await page.context().newPage();
  seen.licences = await (await licences.goto(`${deployed.address}/licences.txt`)).text();
  await licences.close();

  await page.getByRole("link", { name: "Chat" }).click();
  await page.getByRole("heading", { name: "Chat" }).first().waitFor();
  seen.oldParts = await build(page);

  await page.getByRole("link", { name: "Contacts" }).click();
  await page.getByRole("searchbox").fill("Kal");
  await leaveBehind(page);
  seen.whileTyping = await build(page);
  await page.getByRole("searchbox").fill("");
  await leaveBehind(page);
  await isNext(page);
  seen.left = await build(page);

  await other.getByRole("navigation").waitFor();
  await other.reload();
  seen.other = await build(other);
  await page.context().close();
  return seen;
}

async function withoutWorker(browser, deployed) {
  deployed.isNext = false;
  const page = await opened(browser, deployed, "block");
  deployed.isNext = true;
  await page.getByRole("link", { name: "Chat" }).click();
  await page.getByRole("button", { name: "Retry" }).click();
  await isNext(page);
  // Here it is gone for good.
  await page.getByRole("button", { name: "Retry" }).waitFor();
  const seen = { build: await build(page), path: new URL(page.url()).pathname };
  await page.context().close();
  return seen;
}

async function opened(browser, deployed, serviceWorkers) {
  const page = await newPage(browser, { serviceWorkers });
  await page.addInitScript(hurry, LEFT_BEHIND_MS);
  await signIn(page, person("ann"), "/", deployed.address);
  return page;
}

function build(page) {
  return page.evaluate(() => document.documentElement.dataset.build ?? "the older");
}

function isNext(page) {
  return page.waitForFunction(() => document.documentElement.dataset.build === "the next");
}

/** As if the window were covered by another for as long as it takes. No headless browser covers any. */
async function leaveBehind(page) {
  await page.evaluate(async (longEnough) => {
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
    await new Promise((over) => setTimeout(over, longEnough));
  }, LEFT_BEHIND_MS).catch(() => null);
}

/** Runs in the page: whoever waits for as long as that waits for nothing. */
function hurry(longEnough) {
  const wait = setTimeout;
  globalThis.setTimeout = (act, ms, ...given) => wait(act, ms === longEnough ? 0 : ms, ...given);
}

/** The site, of which `isNext` makes the next build. */
async function openDeployed() {
  const deployed = { isNext: false };
  const worker = await changed("/sw.js", (text) =>
    text
      .replace(/"revision":"[^"]+","url":"index.html"/, '"revision":"next","url":"index.html"')
      .replace(/\{"revision":null,"url":"assets\/chat-screen-[^"]+"\},?/, ""),
  );
  const page = await changed("/", (text) => text.replace("<html ", '<html data-build="the next" '));
  const server = createServer((asked, answer) => {
    const { pathname } = new URL(asked.url, SITE);
    const isPage = asked.headers.accept?.includes("text/html") && !/^\/api\/|\./.test(pathname);
    if (!deployed.isNext) pass(SITE, asked, answer);
    else if (pathname === "/sw.js") worker(answer);
    else if (isPage || pathname === "/index.html") page(answer);
    else if (GONE.test(pathname)) answer.writeHead(404).end();
    else pass(SITE, asked, answer);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  deployed.address = `http://127.0.0.1:${server.address().port}`;
  deployed.close = () => (server.closeAllConnections(), server.close());
  return deployed;
}

/** What the gateway answers at this path, with another text. */
async function changed(path, change) {
  const answered = await fetch(SITE + path, { headers: { Accept: "text/html" } });
  const before = await answered.text();
  const after = change(before);
  if (after === before) throw new Error(`${path} is as it was`);
  const kept = ["content-type", "content-security-policy", "cache-control"].map((name) => [name, answered.headers.get(name)]);
  return (answer) => void answer.writeHead(200, Object.fromEntries(kept)).end(after);
}
