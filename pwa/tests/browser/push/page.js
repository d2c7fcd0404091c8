globalThis.qero = {
  signIn: (credentials) => ask("/api/session", credentials),

  async start() {
    await navigator.serviceWorker.register("worker.js");
    const registration = await navigator.serviceWorker.ready;
    const device = await keepSubscribed(registration, localStorage.getItem("endpoint"));
    localStorage.setItem("endpoint", await qero.endpoint());
    return device;
  },

  async unsubscribe() {
    await (await subscription())?.unsubscribe();
  },

  /** Null while it is not subscribed. */
  async endpoint() {
    return (await subscription())?.endpoint ?? null;
  },

  async shown() {
    const registration = await navigator.serviceWorker.ready;
    const notifications = await registration.getNotifications();
    return notifications.map(({ title, body, tag, data }) => ({ title, body, tag, data }));
  },
};

async function subscription() {
  const registration = await navigator.serviceWorker.getRegistration();
  return registration?.pushManager.getSubscription();
}
