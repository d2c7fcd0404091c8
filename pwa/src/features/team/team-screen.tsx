/** More → Team: who is in it; for owners and admins, who is invited, who may do what, and what happened. */

import { useQuery } from "@tanstack/preact-query";
import { me } from "@/data/contacts";
import { mayManage } from "@/data/team";
import { teamWords } from "@/lib/words/team";
import { words } from "@/lib/words/words";
import { Page } from "@/ui/page";
import { Audit } from "./audit";
import { InvitePanel } from "./invite-panel";
import { OpenInvites } from "./open-invites";
import { PeopleList } from "./people-list";

export function TeamScreen() {
  // Somebody may have given me another role meanwhile.
  const { data } = useQuery({ ...me, refetchOnMount: "always" });
  if (!data) return null;
  const { profile, team } = data;
  return (
    <Page title={teamWords().title} lead={team.name} back={{ href: "/more", label: words().tabs.more }}>
      <PeopleList asker={profile} />
      {mayManage(profile) && (
        <>
          <InvitePanel asker={profile} />
          <OpenInvites />
          <Audit />
        </>
      )}
    </Page>
  );
}
