/** More → Notifications: this device first, then what is to ring, then all devices. */

import { Link } from "wouter-preact";
import { pushWords } from "@/lib/words/push";
import { words } from "@/lib/words/words";
import { Icon } from "@/ui/icon";
import { DeviceList } from "./device-list";
import { InstallPanel } from "./install-panel";
import { ThisDevice } from "./this-device";
import { Wants } from "./wants";

export function NotificationsScreen() {
  const { title, lead } = pushWords();
  return (
    <div class="h-full overflow-y-auto overscroll-contain">
      <div class="mx-auto max-w-3xl space-y-4 px-4 py-4">
        <header>
          <Link href="/more" class="-ml-2 inline-flex min-h-12 items-center gap-1 pr-3 text-sm font-medium text-accent">
            <Icon name="back" />
            {words().tabs.more}
          </Link>
          <h1 class="text-xl font-semibold">{title}</h1>
          <p class="text-sm text-quiet">{lead}</p>
        </header>
        <ThisDevice />
        <Wants />
        <DeviceList />
        <InstallPanel />
      </div>
    </div>
  );
}
