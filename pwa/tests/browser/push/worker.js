importScripts("subscribing.js");

self.addEventListener("push", (event) => event.waitUntil(ring(event.data)));
self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(keepSubscribed(registration, event.oldSubscription?.endpoint));
});

/** First of all it is shown: browsers take the right to push away from who shows nothing. */
async function ring(data) {
  const { title, ...options } = notificationIn(data);
  await registration.showNotification(title, options);
  if (options.data) await ask("/api/push/received", { push_id: options.data.push_id });
}

function notificationIn(data) {
  try {
    return data.json().notification;
  } catch {
    return { title: "QERO", body: "There is something new." };
  }
}
