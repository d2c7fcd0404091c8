/** Saving what somebody says of a call: safe on the device from this moment on, and sent as soon as it can be. */

import type { NewCallLog } from "@/gen/schema";
import type { Contact } from "./kinds";
import { logCall } from "./sending";

/** Under the same key it is saved once, however often it is sent. What the server will not have, the outbox says. */
export async function saveCall(contact: Pick<Contact, "kind" | "id" | "name">, call: NewCallLog, key: string): Promise<void> {
  void logCall(contact, call, key);
}
