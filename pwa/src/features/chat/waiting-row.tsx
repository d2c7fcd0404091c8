import { outbox } from "@/data/sending";
import type { WaitingMessage } from "@/data/waiting";
import { words } from "@/lib/words/words";
import { Icon } from "@/ui/icon";
import { ContactCard } from "./contact-card";
import { Text } from "./message-row";
import type { Team } from "./use-chat";

/** Written, and not yet with the server; or refused by it. */
export function WaitingRow({ waiting, team }: { waiting: WaitingMessage; team: Team }) {
  const { id, text, mentions, contacts, refusal } = waiting;
  const { chat: told } = words();
  return (
    <div class="mt-0.5 flex flex-col items-end" data-waiting={refusal === null ? "network" : "person"}>
      <div class={`max-w-[85%] overflow-hidden rounded-2xl px-3.5 py-2 wide:max-w-[75%] ${refusal === null ? "bg-mine opacity-80" : "border border-danger bg-danger-soft"}`}>
        <div dir="auto" class="line-clamp-[12] text-base [overflow-wrap:anywhere] whitespace-pre-wrap">
          <Text text={text} names={mentions.map(team.nameOf)} />
        </div>
        {contacts.map(({ kind, contact_id }) => (
          <ContactCard key={contact_id} kind={kind} id={contact_id} />
        ))}
      </div>
      {refusal === null ? (
        <p class="mt-0.5 flex items-center gap-1 px-1 text-xs text-quiet">
          <Icon name="clock" small />
          {told.waiting}
        </p>
      ) : (
        <p role="alert" class="yielding gap-x-3 px-1 text-sm text-danger">
          {told.notSent} {refusal}
          <button type="button" class="min-h-10 font-semibold text-accent" onClick={() => void outbox.retry(id)}>
            {told.retry}
          </button>
          <button type="button" class="min-h-10 font-semibold text-danger" onClick={() => void outbox.remove(id)}>
            {told.remove}
          </button>
        </p>
      )}
    </div>
  );
}
