/**
 * What an app does at each start, and its worker when a subscription was lost: subscribes unless it is, and tells QERO.
 * Gives the device. `replaces` is the endpoint that was told before.
 */
async function keepSubscribed(registration, replaces) {
  const { public_key } = await ask("/api/push/key");
  const { pushManager } = registration;
  const wanted = { userVisibleOnly: true, applicationServerKey: public_key };
  const subscription = (await pushManager.getSubscription()) ?? (await pushManager.subscribe(wanted));
  const { endpoint, keys } = subscription.toJSON();
  return ask("/api/push/subscriptions", { endpoint, keys, public_key, replaces });
}

/** With a body it is a POST. Throws unless it is done. */
async function ask(path, body) {
  const changes = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(path, body && changes);
  if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}: ${await answer.text()}`);
  return answer.status === 204 ? undefined : answer.json();
}
