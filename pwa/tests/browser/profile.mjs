/** Somebody changes what they are called and their password, in Swedish, and signs out where they are not. */

import { newPage, online, person, SITE, signIn, withBrowser } from "./people.mjs";

const { NEW_PASSWORD } = process.env;

await withBrowser(async (browser) => {
  const [page, elsewhere] = [await newPage(browser, { locale: "sv-SE" }), await newPage(browser)];
  const who = person("somebody");
  const seen = {};
  await signIn(elsewhere, who);
  await online(elsewhere);
  await page.goto(SITE);
  await page.getByLabel("E-post").fill(who.email);
  await page.getByLabel("Lösenord").fill(who.password);
  await page.getByRole("button", { name: "Logga in", exact: true }).click();
  await page.getByRole("navigation").waitFor();
  await page.goto(`${SITE}/more/profile`);
  await page.getByLabel("Namn").fill(" ");
  await page.getByRole("button", { name: "Spara" }).click();
  seen.nameFault = await faultOf(page.getByLabel("Namn"));
  await page.getByLabel("Namn").fill("Ny Namnsson");
  await page.getByRole("radio", { name: "Färg 3" }).check();
  await page.getByLabel("Tidszon").selectOption("Europe/Helsinki");
  await page.getByRole("button", { name: "Spara" }).click();
  await page.getByRole("status").getByText("Sparat").waitFor();

  await page.getByRole("button", { name: "Logga ut överallt annars" }).click();
  await elsewhere.getByRole("button", { name: "Sign in", exact: true }).waitFor();

  await page.getByLabel("Nuvarande lösenord").fill("not this one");
  await page.getByLabel("Nytt lösenord").fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Byt lösenord" }).click();
  seen.passwordFault = await faultOf(page.getByLabel("Nuvarande lösenord"));
  await page.getByLabel("Nuvarande lösenord").fill(who.password);
  await page.getByRole("button", { name: "Byt lösenord" }).click();
  await page.getByRole("status").getByText("Lösenordet är bytt").waitFor();
  return seen;
});

async function faultOf(box) {
  await box.and(box.page().locator("[aria-invalid=true]")).waitFor();
  return box.evaluate((one) => document.getElementById(one.getAttribute("aria-describedby")).textContent);
}
