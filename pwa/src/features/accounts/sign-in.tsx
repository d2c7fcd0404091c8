import { useState } from "preact/hooks";
import { answerOf, api } from "@/lib/api";
import { countries, countryHere } from "@/lib/countries";
import { words } from "@/lib/words/words";
import { Button } from "@/ui/button";
import { DoorForm, newPassword } from "./door-form";
import { Frame } from "./frame";

export function SignIn() {
  const [founding, setFounding] = useState(false);
  const { session } = words();
  if (founding) return <FirstTeam onBack={() => setFounding(false)} />;
  return (
    <Frame title={session.signIn}>
      <DoorForm
        entries={{
          email: { label: session.email, type: "email", autoComplete: "username" },
          password: { label: session.password, type: "password", autoComplete: "current-password" },
        }}
        button={session.signIn}
        enter={(body) => answerOf(api.POST("/api/session", { body }))}
        sentences={{ "wrong-credentials": session.wrong }}
      />
      <p class="mt-6 flex flex-wrap items-center gap-x-2 text-sm text-quiet">
        {session.newHere}
        <Button look="quiet" class="!px-0 text-sm" onClick={() => setFounding(true)}>
          {session.found}
        </Button>
      </p>
    </Frame>
  );
}

function FirstTeam({ onBack }: { onBack: () => void }) {
  const { session } = words();
  return (
    <Frame title={session.foundTitle} lead={session.foundLead}>
      <DoorForm
        entries={{
          team_name: { label: session.teamName, autoComplete: "organization" },
          country: {
            label: session.country,
            hint: session.countryHint,
            autoComplete: "country",
            options: countries(),
            value: countryHere(),
          },
          name: { label: session.name, autoComplete: "name" },
          email: { label: session.email, type: "email", autoComplete: "username" },
          password: newPassword(),
        }}
        button={session.foundButton}
        enter={(entered) => answerOf(api.POST("/api/setup", { body: { ...entered, time_zone: zoneHere() } }))}
        sentences={{ "already-set-up": session.alreadySetUp }}
      >
        <Button look="quiet" class="w-full" onClick={onBack}>
          {session.backToSignIn}
        </Button>
      </DoorForm>
    </Frame>
  );
}

export function zoneHere(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
