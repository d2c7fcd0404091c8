/** One person of the team, for those who manage it. */

import { useState } from "preact/hooks";
import { changePerson, type Profile, type Role, rolesToGive, startReset } from "@/data/team";
import type { ResetWithLink } from "@/gen/schema";
import { sentenceOf } from "@/lib/sentence";
import { shortMoment } from "@/lib/time";
import { teamWords } from "@/lib/words/team";
import { words } from "@/lib/words/words";
import { Button } from "@/ui/button";
import { CopyField } from "@/ui/copy-field";
import { notify } from "@/ui/notices";
import { Segments } from "@/ui/segments";
import { Sheet } from "@/ui/sheet";

interface Props {
  asker: Profile;
  person: Profile;
  onClose: () => void;
}

export function PersonSheet({ asker, person, onClose }: Props) {
  const { id, name, role, active } = person;
  const [isSure, setSure] = useState(false);
  const [reset, setReset] = useState<ResetWithLink | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const told = teamWords();
  const { more, trouble } = words();

  const attempt = async (act: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setRefusal(null);
    try {
      await act();
    } catch (error) {
      setRefusal(sentenceOf(error));
    }
    setBusy(false);
  };
  const give = (wanted: Role) =>
    attempt(async () => {
      await changePerson(id, { role: wanted });
      notify({ name: "person", text: told.roleKept(name, more.role[wanted]) });
    });
  const setActive = (wanted: boolean) =>
    attempt(async () => {
      await changePerson(id, { active: wanted });
      notify({ name: "person", text: wanted ? told.activated(name) : told.deactivated(name) });
      onClose();
    });

  return (
    <Sheet title={isSure ? told.deactivateTitle(name) : name} closeLabel={trouble.dismiss} onClose={onClose}>
      <div class="space-y-4">
        {refusal && (
          <p role="alert" class="rounded-xl bg-danger-soft p-3 text-sm text-danger">
            {refusal}
          </p>
        )}
        {isSure ? (
          <>
            <p>{told.deactivateLead(name)}</p>
            <Button class="min-h-14 w-full !border-danger !text-danger" disabled={busy} onClick={() => void setActive(false)}>
              {told.deactivateButton}
            </Button>
            <Button class="w-full" onClick={() => setSure(false)}>
              {told.cancel}
            </Button>
          </>
        ) : (
          <>
            {active && (
              <div class="space-y-2">
                <p class="text-sm font-medium">{told.role}</p>
                <Segments
                  label={told.role}
                  value={role}
                  options={rolesToGive(asker).map((one) => [one, more.role[one]] as const)}
                  onValue={(wanted) => void give(wanted)}
                />
                <p class="text-sm text-quiet">{told.roleHint[role]}</p>
              </div>
            )}
            {active && id !== asker.id && <Reset name={name} reset={reset} busy={busy} onAsk={() => void attempt(async () => setReset(await startReset(id)))} />}
            {active ? (
              <Button look="quiet" class="w-full !text-danger" onClick={() => setSure(true)}>
                {told.deactivate}
              </Button>
            ) : (
              <Button look="primary" class="min-h-14 w-full" disabled={busy} onClick={() => void setActive(true)}>
                {told.activate}
              </Button>
            )}
          </>
        )}
      </div>
    </Sheet>
  );
}

function Reset({ name, reset, busy, onAsk }: { name: string; reset: ResetWithLink | null; busy: boolean; onAsk: () => void }) {
  const told = teamWords();
  if (!reset) {
    return (
      <Button icon="lock" class="w-full" disabled={busy} onClick={onAsk}>
        {told.reset}
      </Button>
    );
  }
  return (
    <div class="space-y-2">
      <CopyField label={told.reset} value={reset.link} copy={told.copy} copied={told.copied} />
      <p class="text-sm text-quiet">{told.resetLead(name)}</p>
      <p class="text-sm text-quiet">{told.until(shortMoment(reset.expires_at))}</p>
    </div>
  );
}
