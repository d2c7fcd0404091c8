/** What is kept outside the cache of answers, and has to be told as well. */

import type { Contact, Kind } from "./kinds";

export const hears = {
  contact: new Set<(contact: Contact) => void>(),
  call: new Set<(kind: Kind, id: string) => void>(),
  reset: new Set<() => void>(),
  /** The person is gone from this device. */
  over: new Set<() => void>(),
};
