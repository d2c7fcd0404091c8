/** Ann invites, promotes, deactivates and brings back; whom she manages is shown the door; a member only looks. */

import { newPage, online, person, SITE, signIn, withBrowser } from "./people.mjs";

const { EMAIL, MANAGED_NAME } = process.env;

await withBrowser(async (browser) => {
  const [ann, managed] = [await newPage(browser), await newPage(browser)];
  const seen = {};
  await signIn(managed, person("managed"));
  await online(managed);
  await managed.goto(`${SITE}/more/team`);
  await managed.getByText(MANAGED_NAME).first().waitFor();
  seen.memberMay = await managed.getByRole("button", { name: /^Manage |^Make a link/ }).count();

  await signIn(ann, person("ann"));
  await online(ann);
  await ann.goto(SITE + "/more");
  await ann.getByRole("link", { name: "Team" }).click();
  await ann.getByLabel("E-mail").fill(EMAIL);
  await ann.getByRole("group", { name: "Role" }).getByRole("button", { name: "Admin" }).click();
  await ann.getByRole("button", { name: "Make a link" }).click();
  seen.link = (await ann.getByLabel(`The link for ${EMAIL}`).inputValue()).includes("/#/invite/");
  await ann.getByRole("button", { name: `Withdraw the invite of ${EMAIL}` }).click();
  await ann.getByRole("button", { name: `Withdraw the invite of ${EMAIL}` }).waitFor({ state: "detached" });

  await ann.getByRole("button", { name: `Manage ${MANAGED_NAME}` }).click();
  const sheet = ann.getByRole("dialog");
  await sheet.getByRole("button", { name: "Admin" }).click();
  await sheet.getByText("Invites people, changes roles, deactivates.").waitFor();
  await sheet.getByRole("button", { name: "A link for a new password" }).click();
  seen.reset = (await sheet.getByLabel("A link for a new password").inputValue()).includes("/#/reset/");
  await sheet.getByRole("button", { name: "Deactivate" }).click();
  await sheet.getByRole("button", { name: "Yes, deactivate" }).click();
  const row = ann.getByRole("listitem").filter({ has: ann.getByRole("button", { name: `Manage ${MANAGED_NAME}` }) });
  await row.getByText("Deactivated", { exact: true }).waitFor();
  await managed.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  await ann.getByRole("button", { name: `Manage ${MANAGED_NAME}` }).click();
  await ann.getByRole("button", { name: "Activate again" }).click();
  await row.getByText("Deactivated", { exact: true }).waitFor({ state: "detached" });
  const audit = ann.getByRole("region", { name: "What happened in the team" });
  await audit.getByText(`You activated ${MANAGED_NAME} again`).waitFor();
  seen.audit = (await audit.getByRole("listitem").allTextContents()).slice(0, 6).map((line) => line.slice(0, 40));
  seen.troubles = ann.troubles;
  return seen;
});
