/** Wiring only: what the app needs to start is kept on the device. Nothing of the API ever is. */

import { createHandlerBoundToURL, precacheAndRoute, type PrecacheEntry } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (PrecacheEntry | string)[] };

const NOT_THE_APPS = [/^\/(?:api|livez|readyz|metrics|problems)(?:\/|$)/];

precacheAndRoute(self.__WB_MANIFEST, { ignoreURLParametersMatching: [/^src$/] });
registerRoute(new NavigationRoute(createHandlerBoundToURL("/index.html"), { denylist: NOT_THE_APPS }));

// A new one waits: an open page finds the files it was built with until the person agrees.
self.addEventListener("message", (event) => {
  if ((event.data as { type?: string } | null)?.type === "take over") void self.skipWaiting();
});
