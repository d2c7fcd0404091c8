/** A session is ended from another device while the app is open: the door is shown, and nothing of the person is left. */

import { newPage, online, person, signIn, withBrowser } from "./people.mjs";

await withBrowser(async (browser) => {
  const [page, other] = [await newPage(browser), await newPage(browser)];
  await signIn(page, person("ann"), "/follow-ups");
  await online(page);
  await page.evaluate(() => localStorage.setItem("draft contact:1", "half a note"));
  await signIn(other, person("ann"));
  await other.evaluate(async () => {
    const { items } = await (await fetch("/api/me/sessions")).json();
    const others = items.filter(({ current }) => !current);
    await Promise.all(others.map(({ id }) => fetch(`/api/me/sessions/${id}`, { method: "DELETE" })));
  });
  await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  return { kept: await page.evaluate(() => Object.keys(localStorage)) };
});
