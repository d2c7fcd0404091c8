/**
 * A day of work without a mouse and by ear: signs in, calls three people, logs, snoozes, answers a message.
 *
 * What is pressed is found by the role and the name that a screen reader would say, and by nothing else.
 */

import { comeBack, phone, shows } from "./calling.mjs";
import { newPage, online, person, SITE, withBrowser } from "./people.mjs";

const NAMES = JSON.parse(process.env.NAMES);
const { FROM } = process.env;
const MOST_STOPS = 120;

await withBrowser(async (browser) => {
  const page = await newPage(browser);
  await page.addInitScript(phone);
  const ear = await page.context().newCDPSession(page);
  const heard = [];
  const seen = { heard };
  const listen = () => saidOf(ear);
  /** By the tabulator alone. */
  const tabTo = async (role, name) => {
    for (let stop = 0; stop < MOST_STOPS; stop += 1) {
      const said = await listen();
      if (said.role === role && (name instanceof RegExp ? name.test(said.name) : said.name === name)) {
        heard.push([said.role, said.name, ...(said.state ? [said.state] : [])].join(" | "));
        return;
      }
      await page.keyboard.press("Tab");
    }
    throw new Error(`the tabulator never comes to the ${role} ${name}`);
  };
  const keys = async (...pressed) => {
    for (const key of pressed) await page.keyboard.press(key);
  };

  const { email, password } = person("ann");
  await page.goto(SITE);
  await page.getByLabel("E-mail").waitFor();
  await tabTo("textbox", "E-mail");
  await page.keyboard.type(email);
  await tabTo("textbox", "Password");
  await page.keyboard.type(password);
  await keys("Enter");
  await page.getByRole("navigation").waitFor();
  await online(page);

  await keys("g", "q");
  await page.getByRole("heading", { name: "Whom do you call?" }).waitFor();
  await tabTo("link", "My hot");
  await keys("Enter");
  await shows(page, NAMES[0]);
  const announced = page.getByRole("status").filter({ hasText: NAMES[0] });
  await announced.waitFor({ state: "attached" });
  seen.announced = (await announced.textContent()).replace(NAMES[0], "the first");

  // The first: called, no answer, and the follow-up that is offered.
  await calls(page, NAMES[0]);
  await comeBack(page, 70);
  await page.getByRole("dialog", { name: `Call with ${NAMES[0]}` }).waitFor();
  await tabTo("button", "No answer");
  await keys("Enter");
  await tabTo("button", "No answer");
  await saves(page, () => keys("Enter"));
  await shows(page, NAMES[1]);

  // The second: snoozed by keys, then called, connected, a note, a status in the sheet.
  await saves(page, () => keys("s", "5"));
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).waitFor();
  await saves(page, () => keys("u"));
  await page.getByText("No follow-up yet").waitFor();
  await saves(page, () => keys("s", "6"));
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await calls(page, NAMES[1]);
  await comeBack(page, 200);
  await tabTo("button", "Connected");
  await keys("Enter", "2");
  await tabTo("button", /^Working$/);
  await keys("Shift+Tab");
  await tabTo("textbox", "Note");
  await page.keyboard.type("Let us talk in May");
  await tabTo("button", "Save & next");
  await saves(page, () => keys("Enter"));
  await shows(page, NAMES[2]);

  // The third: a status, a note to oneself, back and forth, and a call that was made elsewhere.
  await keys("3", "n");
  await page.getByRole("dialog", { name: NAMES[2] }).locator("textarea:focus").waitFor();
  await page.keyboard.type("Owes me a coffee");
  await saves(page, () => keys("Escape"));
  await keys("k");
  await shows(page, NAMES[1]);
  await keys("j", "l");
  await page.getByRole("dialog", { name: `Call with ${NAMES[2]}` }).waitFor();
  await tabTo("button", "Voicemail");
  await keys("Enter");
  await tabTo("button", "Voicemail");
  await saves(page, () => keys("Enter"));
  await page.getByRole("heading", { name: "That was everybody" }).waitFor();

  await keys("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  seen.rowsOfHelp = await page.getByRole("dialog").getByRole("row").count();
  await keys("Escape", "g", "m");
  await page.getByRole("heading", { level: 1, name: "Chat" }).waitFor();
  await tabTo("link", new RegExp(FROM));
  await keys("Enter");
  await page.getByText("Did you reach them?").last().waitFor();
  await tabTo("textbox", new RegExp(FROM));
  await page.keyboard.type("One of three. jkl");
  const sent = page.waitForResponse((answer) => /messages$/.test(answer.url()) && answer.request().method() === "POST");
  await keys("Enter");
  seen.sent = (await sent).status();

  await tabTo("link", "Chat");
  await keys("g", "c");
  const rows = page.getByRole("list", { name: "Contacts" }).getByRole("listitem").getByRole("link", { name: /^(?!Call )/ });
  await rows.nth(1).waitFor();
  const paths = await rows.evaluateAll((links) => links.slice(0, 2).map((link) => new URL(link.href).pathname));
  for (const [key, path] of [["j", paths[0]], ["j", paths[1]], ["k", paths[0]]]) {
    await keys(key);
    await page.waitForURL(SITE + path);
  }
  await keys("/");
  const { role, name } = await listen();
  seen.slash = `${role} ${name}`;

  // Whoever wants no keys has none.
  await page.goto(`${SITE}/more/shortcuts`);
  await tabTo("switch", "Use keyboard shortcuts");
  await keys("Space", "g", "q");
  seen.pathWithoutKeys = new URL(page.url()).pathname;
  await keys("Space", "g", "q");
  await page.waitForURL(`${SITE}/queue`);
  seen.troubles = page.troubles;
  return seen;
});

async function calls(page, name) {
  const before = await page.evaluate(() => globalThis.dialled.length);
  await page.getByRole("link", { name: `Call ${name}` }).waitFor();
  await page.keyboard.press("c");
  await page.waitForFunction((times) => globalThis.dialled.length > times, before);
}

/** The next thing that is saved is waited for. */
async function saves(page, act) {
  const saved = page.waitForResponse((answer) => ["POST", "PATCH"].includes(answer.request().method()) && /\/(call-logs|settings)$/.test(answer.url()));
  await act();
  await saved;
}

/** Role, name and state of what has the focus, as the browser tells a screen reader. */
async function saidOf(ear) {
  const { result } = await ear.send("Runtime.evaluate", { expression: "document.activeElement" });
  const { nodes } = await ear.send("Accessibility.getPartialAXTree", { objectId: result.objectId, fetchRelatives: false });
  const [{ role, name, properties = [] }] = nodes;
  const pressed = properties.find((property) => property.name === "pressed")?.value.value;
  return { role: role?.value, name: name?.value?.trim() ?? "", state: pressed === "true" ? "pressed" : "" };
}
