/** More → Profile: who I am to my colleagues, my password, and where I am signed in. */

import { useQuery } from "@tanstack/preact-query";
import { me } from "@/data/contacts";
import { teamWords } from "@/lib/words/team";
import { words } from "@/lib/words/words";
import { Page } from "@/ui/page";
import { PasswordForm } from "./password-form";
import { ProfileForm } from "./profile-form";
import { SessionList } from "./session-list";

export function ProfileScreen() {
  const { data } = useQuery(me);
  if (!data) return null;
  const { profile } = data;
  return (
    <Page title={teamWords().profile} lead={profile.email} back={{ href: "/more", label: words().tabs.more }}>
      <ProfileForm key={profile.id} profile={profile} />
      <PasswordForm email={profile.email} />
      <SessionList />
    </Page>
  );
}
