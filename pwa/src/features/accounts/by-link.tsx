/** Who comes by a link: invited, or choosing a new password. Its token stands in the fragment, which no server sees. */

import { answerOf, api } from "@/lib/api";
import { words } from "@/lib/words/words";
import { DoorForm, newPassword } from "./door-form";
import { Frame } from "./frame";
import { zoneHere } from "./sign-in";

export interface Offer {
  word: "invite" | "reset";
  token: string;
}

/** `#/invite/…` and `#/reset/…`. */
export function offerIn(fragment: string): Offer | null {
  const read = /^#\/(invite|reset)\/([^/]+)$/.exec(fragment);
  return read ? { word: read[1] as Offer["word"], token: decodeURIComponent(read[2]!) } : null;
}

export function ByLink({ word, token }: Offer) {
  return word === "invite" ? <AcceptInvite token={token} /> : <AcceptReset token={token} />;
}

function AcceptInvite({ token }: { token: string }) {
  const { session } = words();
  return (
    <Frame title={session.inviteTitle} lead={session.inviteLead}>
      <DoorForm
        entries={{ name: { label: session.name, autoComplete: "name" }, password: newPassword() }}
        button={session.inviteButton}
        enter={(entered) =>
          answerOf(api.POST("/api/invites/accept", { body: { token, ...entered, time_zone: zoneHere() } }))
        }
        sentences={{ "link-not-valid": session.linkGone }}
      />
    </Frame>
  );
}

function AcceptReset({ token }: { token: string }) {
  const { session } = words();
  return (
    <Frame title={session.resetTitle} lead={session.resetLead}>
      <DoorForm
        entries={{ password: newPassword() }}
        button={session.resetButton}
        enter={(entered) => answerOf(api.POST("/api/resets/accept", { body: { token, ...entered } }))}
        sentences={{ "link-not-valid": session.linkGone }}
      />
    </Frame>
  );
}
