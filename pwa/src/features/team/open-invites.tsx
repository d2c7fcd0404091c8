import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { type Invite, invites, linkOf, withdraw } from "@/data/team";
import { sentenceOf } from "@/lib/sentence";
import { shortMoment } from "@/lib/time";
import { teamWords } from "@/lib/words/team";
import { words } from "@/lib/words/words";
import { Button, IconButton } from "@/ui/button";
import { CopyField, copyText } from "@/ui/copy-field";
import { notify } from "@/ui/notices";
import { Panel } from "@/ui/panel";

/** Nothing while nobody is invited. */
export function OpenInvites() {
  const { data, error, refetch } = useQuery(invites);
  const { trouble } = words();
  const { open } = teamWords();
  if (error && !data) {
    return (
      <Panel title={open}>
        <p role="alert" class="flex items-center justify-between gap-2 text-sm text-quiet">
          {sentenceOf(error)}
          <Button look="quiet" onClick={() => void refetch()}>
            {trouble.retry}
          </Button>
        </p>
      </Panel>
    );
  }
  if (!data || data.length === 0) return null;
  return (
    <Panel title={open}>
      <ul class="divide-y divide-line">
        {data.map((one) => (
          <Row key={one.id} one={one} />
        ))}
      </ul>
    </Panel>
  );
}

function Row({ one: { id, email, role, expires_at: until } }: { one: Invite }) {
  /** Shown where the browser does not let it be copied. */
  const [link, setLink] = useState<string | null>(null);
  const told = teamWords();
  const copy = () =>
    attempt(async () => {
      const found = await linkOf(id);
      if (await copyText(found)) notify({ name: "invite", text: told.copied });
      else setLink(found);
    });
  const end = () =>
    attempt(async () => {
      await withdraw(id);
      notify({ name: "invite", text: told.withdrawn(email) });
    });
  return (
    <li class="py-2">
      <div class="yielding gap-x-1">
        <div class="min-w-0 grow basis-24">
          <p class="truncate font-medium">{email}</p>
          <p class="text-sm text-quiet">{told.openHint(words().more.role[role], shortMoment(until))}</p>
        </div>
        <IconButton icon="copy" label={told.copyOf(email)} onClick={() => void copy()} />
        <Button look="quiet" class="shrink-0 px-3 text-sm" aria-label={told.withdrawOf(email)} onClick={() => void end()}>
          {told.withdraw}
        </Button>
      </div>
      {link && <CopyField label={told.link} value={link} copy={told.copy} copied={told.copied} />}
    </li>
  );
}

async function attempt(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    notify({ name: "invite", text: sentenceOf(error), trouble: true });
  }
}
