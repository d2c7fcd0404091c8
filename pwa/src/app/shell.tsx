/** Tabs at the bottom of a phone, a rail at the side of anything wider; and the screen of the address. */

import { Link, Redirect, Route, Switch, useLocation } from "wouter-preact";
import { wasHere } from "@/data/contacts";
import { KINDS, LIST_PATH } from "@/data/kinds";
import { words } from "@/lib/words/words";
import { ButtonLink } from "@/ui/button";
import { Icon, type IconName } from "@/ui/icon";
import { Empty } from "@/ui/states";
import { Asks } from "./asks";
import { ChatBadge } from "./chat-badge";
import { Keyboard } from "./keyboard";
import { lazy } from "./lazy";
import { LiveDot } from "./live-dot";
import { useNotificationPresses } from "./push";
import { UpdateBanner } from "./update-banner";

// What one comes back to most, also asked for before it is known who is here.
const contactsScreen = async () => (await import("@/features/contacts/contacts-screen")).ContactsScreen;
const chatScreen = async () => (await import("@/features/chat/chat-screen")).ChatScreen;
const followUpsScreen = async () => (await import("@/features/follow-ups/follow-ups-screen")).FollowUpsScreen;
const queueScreen = async () => (await import("@/features/queue/queue-screen")).QueueScreen;

const ContactsScreen = lazy(contactsScreen);
const ChatScreen = lazy(chatScreen);
const ConversationsAbout = lazy(
  async () => (await import("@/features/chat/conversations-about")).ConversationsAbout,
  <div class="h-24 animate-pulse rounded-2xl bg-line" />,
);
const FollowUpsScreen = lazy(followUpsScreen);
const ImportsScreen = lazy(async () => (await import("@/features/imports/imports-screen")).ImportsScreen);
const DuplicatesScreen = lazy(async () => (await import("@/features/contacts/duplicates-screen")).DuplicatesScreen);
const MergeScreen = lazy(async () => (await import("@/features/contacts/merge-screen")).MergeScreen);
const MoreScreen = lazy(async () => (await import("@/features/more/more-screen")).MoreScreen);
const TeamScreen = lazy(async () => (await import("@/features/team/team-screen")).TeamScreen);
const ProfileScreen = lazy(async () => (await import("@/features/profile/profile-screen")).ProfileScreen);
const NotificationsScreen = lazy(
  async () => (await import("@/features/push/notifications-screen")).NotificationsScreen,
);
const QueueScreen = lazy(queueScreen);
const ShortcutsScreen = lazy(async () => (await import("@/features/more/shortcuts-screen")).ShortcutsScreen);
const SyncScreen = lazy(async () => (await import("@/features/sync/sync-screen")).SyncScreen);
const AboutScreen = lazy(async () => (await import("@/features/more/about-screen")).AboutScreen);

const EARLY: readonly [string, () => Promise<unknown>][] = [
  ["/queue", queueScreen],
  ["/chat", chatScreen],
  ["/follow-ups", followUpsScreen],
  ["/more", () => Promise.resolve()],
  ["/", contactsScreen],
];

/** The code of the screen at this address is on its way while the server is asked who is here. */
export function fetchEarly(): void {
  const [, fetched] = EARLY.find(([path]) => location.pathname.startsWith(path)) ?? [];
  if (wasHere()) fetched?.().catch(() => null);
}

type TabName = "queue" | "contacts" | "followUps" | "chat" | "more";

const TABS: readonly { name: TabName; path: string; also?: string; icon: IconName }[] = [
  { name: "queue", path: "/queue", icon: "queue" },
  { name: "contacts", path: "/contacts", also: "/tma", icon: "contacts" },
  { name: "followUps", path: "/follow-ups", icon: "clock" },
  { name: "chat", path: "/chat", icon: "chat" },
  { name: "more", path: "/more", icon: "more" },
];

export function Shell({ onSignOut }: { onSignOut: () => void }) {
  useNotificationPresses();
  const { home, notFound, notFoundLead } = words();
  return (
    <div class="flex h-dvh flex-col wide:flex-row-reverse">
      <main class="min-h-0 min-w-0 grow">
        <UpdateBanner />
        <Switch>
          <Route path="/">
            <Redirect to="/contacts" replace />
          </Route>
          {KINDS.map((kind) => (
            <Route path={`${LIST_PATH[kind]}/imports/:id?`}>{({ id }) => <ImportsScreen kind={kind} id={id} />}</Route>
          ))}
          {KINDS.map((kind) => (
            <Route path={`${LIST_PATH[kind]}/duplicates`}>
              <DuplicatesScreen kind={kind} />
            </Route>
          ))}
          {KINDS.map((kind) => (
            <Route path={`${LIST_PATH[kind]}/:id/merge/:other`}>
              {({ id, other }) => <MergeScreen key={`${id} ${other}`} kind={kind} id={id} otherId={other} />}
            </Route>
          ))}
          <Route path="/contacts/:id?">{({ id }) => <ContactsScreen kind="contact" id={id} Talk={ConversationsAbout} />}</Route>
          <Route path="/tma/:id?">{({ id }) => <ContactsScreen kind="tma" id={id} Talk={ConversationsAbout} />}</Route>
          <Route path="/follow-ups">
            <FollowUpsScreen />
          </Route>
          <Route path="/more">
            <MoreScreen onSignOut={onSignOut} />
          </Route>
          <Route path="/more/team">
            <TeamScreen />
          </Route>
          <Route path="/more/profile">
            <ProfileScreen />
          </Route>
          <Route path="/more/notifications">
            <NotificationsScreen />
          </Route>
          <Route path="/more/shortcuts">
            <ShortcutsScreen />
          </Route>
          <Route path="/more/about">
            <AboutScreen />
          </Route>
          <Route path="/more/sync">
            <SyncScreen />
          </Route>
          <Route path="/queue">
            <QueueScreen />
          </Route>
          <Route path="/chat/:id?">{({ id }) => <ChatScreen id={id} />}</Route>
          <Route>
            <Empty level={1} icon="search" title={notFound} lead={notFoundLead}>
              <ButtonLink href="/contacts">{home}</ButtonLink>
            </Empty>
          </Route>
        </Switch>
      </main>
      <Asks />
      <Tabs />
      <Keyboard />
    </div>
  );
}

function Tabs() {
  const [path] = useLocation();
  const { tabs } = words();
  return (
    <nav
      aria-label="QERO"
      class="flex shrink-0 flex-wrap border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] wide:w-24 wide:flex-col wide:flex-nowrap wide:gap-1 wide:border-t-0 wide:border-r wide:pt-4"
    >
      <img src="/favicon.svg" alt="" width="40" height="40" class="mx-auto mb-4 hidden wide:block" />
      {TABS.map(({ name, path: to, also, icon }) => {
        const here = path.startsWith(to) || (also !== undefined && path.startsWith(also));
        return (
          <Link
            key={name}
            href={to}
            aria-current={here ? "page" : undefined}
            class={`flex h-14 min-w-0 grow basis-0 flex-col items-center justify-center gap-0.5 text-xs font-medium wide:mx-2 wide:h-16 wide:grow-0 wide:basis-auto wide:rounded-xl ${
              here ? "text-accent wide:bg-accent-soft" : "text-quiet"
            }`}
          >
            <span class="relative">
              <Icon name={icon} />
              {name === "chat" && <ChatBadge />}
            </span>
            <span class="max-w-full truncate px-0.5">{tabs[name]}</span>
          </Link>
        );
      })}
      <LiveDot />
    </nav>
  );
}
