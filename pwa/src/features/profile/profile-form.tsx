import { useMutation } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { changeProfile } from "@/data/profile";
import type { Profile, ProfileEdits } from "@/gen/schema";
import { faultsIn } from "@/lib/faults";
import { chooseLanguage, languageNow } from "@/lib/language";
import { sentenceOf } from "@/lib/sentence";
import { teamWords } from "@/lib/words/team";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { notify } from "@/ui/notices";
import { Panel } from "@/ui/panel";
import { Segments } from "@/ui/segments";
import { Select } from "@/ui/select";
import { Swatches } from "./swatches";

export function ProfileForm({ profile }: { profile: Profile }) {
  const [name, setName] = useState(profile.name);
  const [colour, setColour] = useState(profile.colour);
  const [zone, setZone] = useState(profile.time_zone);
  const told = teamWords();
  const saving = useMutation({
    mutationFn: (edits: ProfileEdits) => changeProfile(edits),
    onSuccess: () => notify({ name: "profile", text: teamWords().saved }),
  });
  const faults = faultsIn(saving.error);
  return (
    <Panel title={told.profile}>
      <form
        class="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!saving.isPending) saving.mutate({ name, colour, time_zone: zone });
        }}
      >
        <div class="flex items-end gap-3">
          <Avatar name={name} colour={colour} large />
          <div class="min-w-0 grow">
            <Field label={told.name} required autoComplete="name" value={name} onValue={setName} fault={faults.get("name")} />
          </div>
        </div>
        <Swatches label={told.colour} hint={told.colourHint} value={colour} nameOf={told.colourOf} onValue={setColour} />
        <Select
          label={told.zone}
          hint={told.zoneHint}
          value={zone}
          options={zones(profile.time_zone)}
          fault={faults.get("time_zone")}
          onValue={setZone}
        />
        {saving.isError && faults.size === 0 && (
          <p role="alert" class="rounded-xl bg-danger-soft p-3 text-sm text-danger">
            {sentenceOf(saving.error)}
          </p>
        )}
        <Button type="submit" look="primary" class="w-full" disabled={saving.isPending}>
          {told.save}
        </Button>
      </form>
      <div class="space-y-2 border-t border-line pt-4">
        <p class="text-sm font-medium">{told.language}</p>
        <Segments
          label={told.language}
          value={languageNow()}
          options={[
            ["en", "English"],
            ["sv", "Svenska"],
          ]}
          onValue={chooseLanguage}
        />
      </div>
    </Panel>
  );
}

function zones(own: string): (readonly [string, string])[] {
  const known = Intl.supportedValuesOf("timeZone");
  return (known.includes(own) ? known : [own, ...known]).map((zone) => [zone, zone.replaceAll("_", " ")] as const);
}
