import { useMutation } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { invite, type NewInvite, type Profile, type Role, rolesToGive } from "@/data/team";
import { faultsIn } from "@/lib/faults";
import { sentenceOf } from "@/lib/sentence";
import { shortMoment } from "@/lib/time";
import { teamWords } from "@/lib/words/team";
import { words } from "@/lib/words/words";
import { Button } from "@/ui/button";
import { CopyField } from "@/ui/copy-field";
import { Field } from "@/ui/field";
import { Panel } from "@/ui/panel";
import { Segments } from "@/ui/segments";

export function InvitePanel({ asker }: { asker: Profile }) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("member");
  const [key, setKey] = useState(() => crypto.randomUUID());
  const told = teamWords();
  const { more } = words();
  const inviting = useMutation({
    mutationFn: (asked: NewInvite) => invite(asked, key),
    onSuccess: () => setEmail(""),
    // What is asked next is another request.
    onSettled: () => setKey(crypto.randomUUID()),
  });
  const faults = faultsIn(inviting.error);
  const made = inviting.data;
  return (
    <Panel title={told.invite}>
      <p class="!mt-0 text-sm text-quiet">{told.inviteLead}</p>
      <form
        class="space-y-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (!inviting.isPending) inviting.mutate({ email, role });
        }}
      >
        <Field type="email" required autoComplete="off" label={told.email} value={email} onValue={setEmail} fault={faults.get("email")} />
        <Segments
          label={told.role}
          value={role}
          options={rolesToGive(asker).map((one) => [one, more.role[one]] as const)}
          onValue={setRole}
        />
        <p class="text-sm text-quiet">{told.roleHint[role]}</p>
        {inviting.isError && faults.size === 0 && (
          <p role="alert" class="rounded-xl bg-danger-soft p-3 text-sm text-danger">
            {sentenceOf(inviting.error)}
          </p>
        )}
        <Button type="submit" look="primary" class="w-full" disabled={inviting.isPending}>
          {told.makeLink}
        </Button>
      </form>
      {made && (
        <div role="status" class="space-y-2 rounded-xl bg-accent-soft p-3">
          <CopyField key={made.id} label={told.invited(made.email)} value={made.link} copy={told.copy} copied={told.copied} />
          <p class="text-sm">{told.until(shortMoment(made.expires_at))}</p>
        </div>
      )}
    </Panel>
  );
}
