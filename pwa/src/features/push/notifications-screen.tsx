/** More → Notifications: this device first, then what is to ring, then all devices. */

import { pushWords } from "@/lib/words/push";
import { words } from "@/lib/words/words";
import { Page } from "@/ui/page";
import { DeviceList } from "./device-list";
import { InstallPanel } from "./install-panel";
import { ThisDevice } from "./this-device";
import { Wants } from "./wants";

export function NotificationsScreen() {
  const { title, lead } = pushWords();
  return (
    <Page title={title} lead={lead} back={{ href: "/more", label: words().tabs.more }}>
      <ThisDevice />
      <Wants />
      <DeviceList />
      <InstallPanel />
    </Page>
  );
}
