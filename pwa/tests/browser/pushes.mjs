/** Pushes without a push service, in a Chromium that may show notifications; and what its worker makes of them. */

import { newPage, person, SITE, signIn } from "./people.mjs";
import { until } from "./until.mjs";

/** A page of `ann`, its worker, and `deliver(data)`. */
export async function openRinging(browser) {
  const page = await newPage(browser, { serviceWorkers: "allow" });
  const context = page.context();
  await context.grantPermissions(["notifications"], { origin: SITE });
  await signIn(page, person("ann"));
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
  await worker.evaluate(countShown);
  return { page, worker, deliver: await deliverer(context, page) };
}

/** The payload of a message, as the server words it. */
export function pushed({ path = "/", navigate = SITE + path, data = {}, ...notification }) {
  const told = { ...notification, navigate, data: { ...data, push_id: crypto.randomUUID() } };
  return JSON.stringify({ web_push: 8030, app_badge: 3, mutable: true, notification: told });
}

async function deliverer(context, page) {
  const devtools = await context.newCDPSession(page);
  const registered = new Promise((found) => {
    devtools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const one = registrations.find(({ scopeURL }) => scopeURL.startsWith(SITE));
      if (one) found(one.registrationId);
    });
  });
  await devtools.send("ServiceWorker.enable");
  const registrationId = await registered;
  return (data) => devtools.send("ServiceWorker.deliverPushMessage", { origin: SITE, registrationId, data });
}

/** Chromium forgets a notification when it is asked for all of them before this one is on the screen. Runs in the worker. */
function countShown() {
  const show = registration.showNotification.bind(registration);
  globalThis.timesShown = 0;
  registration.showNotification = async (...given) => {
    await show(...given);
    globalThis.timesShown += 1;
  };
}

/** The only one there is, once one more was shown. */
export async function shownBy(worker) {
  await until(() => worker.evaluate(() => globalThis.timesShown > 0));
  return worker.evaluate(async () => {
    globalThis.timesShown = 0;
    const [{ title, body, tag, data }] = await registration.getNotifications();
    return { title, body: body.length > 100 ? body.length : body, tag, url: data?.url ?? null };
  });
}

export function count(worker) {
  return worker.evaluate(async () => (await registration.getNotifications()).length);
}

export function closeAll(worker) {
  return worker.evaluate(async () => {
    for (const one of await registration.getNotifications()) one.close();
  });
}

/** As a person does: nobody can press it in a browser without a screen. */
export function press(worker) {
  return worker.evaluate(async () => {
    const [notification] = await registration.getNotifications();
    dispatchEvent(new NotificationEvent("notificationclick", { notification }));
  });
}
