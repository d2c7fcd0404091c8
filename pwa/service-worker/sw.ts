/** Wiring only: what the app needs to start is kept on the device. Nothing of the API ever is. */

import { createHandlerBoundToURL, precacheAndRoute, type PrecacheEntry } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { onMessage } from "./on-message";
import { onNotificationClick } from "./on-notification-click";
import { onPush } from "./on-push";
import { onSubscriptionChange } from "./on-subscription-change";

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (PrecacheEntry | string)[] };

const NOT_THE_APPS = [/^\/(?:api|livez|readyz|metrics|problems)(?:\/|$)/, /^\/licences\.txt$/];

precacheAndRoute(self.__WB_MANIFEST, { ignoreURLParametersMatching: [/^src$/] });
registerRoute(new NavigationRoute(createHandlerBoundToURL("/index.html"), { denylist: NOT_THE_APPS }));

self.addEventListener("push", onPush);
self.addEventListener("notificationclick", onNotificationClick);
self.addEventListener("pushsubscriptionchange", onSubscriptionChange);
// A new one waits: an open page finds the files it was built with until the person agrees.
self.addEventListener("message", onMessage);
