/** What pages and the service worker say to each other. Types only: neither is built into the other. */

import type { Language } from "./language";

/** By which the worker makes a lost subscription anew as the page would. */
export interface ToldDevice {
  endpoint: string;
  label: string;
  platform: string;
  language: Language;
}

export type ToWorker =
  | { type: "take over" }
  /** What was pressed while nobody could open it? */
  | { type: "ready" }
  | { type: "opened" }
  /** Null: this device is not to ring any more. */
  | { type: "told"; device: ToldDevice | null };

/** `url` is absolute, of this origin. */
export type ToPage = { type: "open"; url: string };
