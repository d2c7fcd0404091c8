/** Whether this device can ring and does, and what came of wanting it to. Pure. */

import type { Subscription } from "@/gen/schema";
import { Refused, Unreachable } from "@/lib/problem";

export type PushState = "subscribed" | "off" | "denied" | "unsupported" | "not-installed-ios" | "insecure";

/** `forgotten`: the browser would ring, and QERO does not know of it any more. */
export type Standing = PushState | "forgotten";

/** `devices` are those that QERO knows; null until it has said so. */
export function standingOf(state: PushState, devices: readonly Pick<Subscription, "is_here">[] | null): Standing {
  const isForgotten = state === "subscribed" && devices !== null && !devices.some((device) => device.is_here);
  return isForgotten ? "forgotten" : state;
}

/** Of a person's wish to be rung here. `unheard`: it is ready, and QERO could not be told. */
export type Outcome =
  | Exclude<PushState, "off">
  | "dismissed"
  | "too-many"
  | "unheard"
  | "no-push-service"
  | "failed";

export interface Here {
  isSecure: boolean;
  hasPush: boolean;
  permission: NotificationPermission;
  isIos: boolean;
  isInstalled: boolean;
  isSubscribed: boolean;
}

export function stateOf({ isSecure, hasPush, permission, isIos, isInstalled, isSubscribed }: Here): PushState {
  if (!isSecure) return "insecure";
  if (!hasPush) return isIos && !isInstalled ? "not-installed-ios" : "unsupported";
  if (permission === "denied") return "denied";
  // Who takes the permission back leaves a subscription that rings nobody.
  return isSubscribed && permission === "granted" ? "subscribed" : "off";
}

export function outcomeOf(error: unknown): Outcome {
  if (error instanceof Refused) return error.slug === "too-many-subscriptions" ? "too-many" : "failed";
  if (error instanceof Unreachable) return "unheard";
  if (!(error instanceof DOMException)) return "failed";
  if (error.name === "NotAllowedError") return "denied";
  return error.name === "AbortError" ? "no-push-service" : "failed";
}

/** A subscription and the server's key of today: browsers keep the key that it was made with. */
export function isMadeWith(key: string, { options }: Pick<PushSubscription, "options">): boolean {
  const bytes = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer());
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "") === key.replace(/=+$/, "");
}
