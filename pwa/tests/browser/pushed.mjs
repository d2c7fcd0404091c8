/** What is shown for each push, whatever is in it. */

import { SITE, withBrowser } from "./people.mjs";
import { closeAll, openRinging, pushed, shownBy } from "./pushes.mjs";

const PUSHES = {
  message: pushed({ title: "Ann · Boats", body: "Can you take Мария at 3?", tag: "chat-42", path: "/chat/42?m=981" }),
  malformed: '{"web_push":8030,"notification":{"title":',
  empty: "",
  unknown: pushed({ title: "Of tomorrow", body: "A kind that is not known yet", data: { kind: "of_tomorrow" } }),
  shapeless: "8030",
  long: pushed({ title: "Long", body: "x".repeat(4_000), tag: "long" }),
  elsewhere: pushed({ title: "Elsewhere", navigate: "https://evil.example/chat", tag: "elsewhere" }),
};

await withBrowser(async (browser) => {
  const { page, worker, deliver } = await openRinging(browser);
  const shown = {};
  for (const [name, data] of Object.entries(PUSHES)) {
    await closeAll(worker);
    await deliver(data);
    shown[name] = await shownBy(worker);
  }
  return { shown, home: SITE, troubles: page.troubles };
});
