import { useQuery } from "@tanstack/preact-query";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Link } from "wouter-preact";
import { me } from "@/data/contacts";
import { chooseLanguage, languageNow } from "@/lib/language";
import { chooseTheme, type Theme, themeNow } from "@/lib/theme";
import { words } from "@/lib/words/words";
import { useWaiting } from "@/settings/use-waiting";
import { Avatar } from "@/ui/avatar";
import { Icon, type IconName } from "@/ui/icon";
import { Segments } from "@/ui/segments";
import { SignOut } from "./sign-out";

export function MoreScreen({ onSignOut }: { onSignOut: () => void }) {
  const { data } = useQuery(me);
  const [theme, setTheme] = useState<Theme>(themeNow);
  const waiting = useWaiting().length;
  const { more, tabs } = words();
  return (
    <div class="h-full overflow-y-auto overscroll-contain">
      <div class="mx-auto max-w-3xl space-y-4 px-4 py-4">
        <h1 class="text-xl font-semibold">{tabs.more}</h1>
        {data && (
          <Section title={more.profile}>
            <div class="flex items-center gap-3">
              <Avatar name={data.profile.name} colour={data.profile.colour} large />
              <div class="min-w-0">
                <p class="truncate text-base font-semibold">{data.profile.name}</p>
                <p class="truncate text-sm text-quiet">{data.profile.email}</p>
                <p class="truncate text-sm text-quiet tight:whitespace-normal">
                  {data.team.name} · {more.role[data.profile.role]} · {data.profile.time_zone}
                </p>
              </div>
            </div>
          </Section>
        )}
        <Row href="/more/profile" icon="contacts" word={more.profileLink} />
        <Row href="/more/team" icon="group" word={more.team} />
        <Row href="/more/notifications" icon="bell" word={more.notifications} />
        <Row href="/more/sync" icon="sync" word={more.sync} also={waiting > 0 ? words().waits.count(waiting) : undefined} />
        <Row href="/more/shortcuts" icon="keyboard" word={more.shortcuts} />
        <Section title={more.appearance}>
          <Segments
            label={more.theme.label}
            value={theme}
            options={[
              ["system", more.theme.system],
              ["light", more.theme.light],
              ["dark", more.theme.dark],
            ]}
            onValue={(wanted) => (setTheme(wanted), chooseTheme(wanted))}
          />
        </Section>
        <Section title={more.language}>
          <Segments
            label={more.language}
            value={languageNow()}
            options={[
              ["en", "English"],
              ["sv", "Svenska"],
            ]}
            onValue={chooseLanguage}
          />
        </Section>
        <Row href="/more/about" icon="info" word={more.about} />
        <SignOut onSignOut={onSignOut} />
      </div>
    </div>
  );
}

function Row({ href, icon, word, also }: { href: string; icon: IconName; word: string; also?: string | undefined }) {
  return (
    <Link
      href={href}
      class="flex min-h-14 items-center gap-3 rounded-2xl border border-line bg-surface px-4 font-medium"
    >
      <span class="tight:hidden">
        <Icon name={icon} />
      </span>
      <span class="min-w-0 grow break-words">{word}</span>
      {also && <span class="text-sm font-normal text-quiet">{also}</span>}
      <Icon name="next" small />
    </Link>
  );
}

function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="space-y-3 rounded-2xl border border-line bg-surface p-4">
      <h2 class="text-sm font-semibold">{title}</h2>
      {children}
    </section>
  );
}
