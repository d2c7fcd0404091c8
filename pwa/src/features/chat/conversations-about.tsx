import { useQuery } from "@tanstack/preact-query";
import { Link } from "wouter-preact";
import { conversationsAbout } from "@/data/chat-requests";
import type { Kind } from "@/data/kinds";
import { sentenceOf } from "@/lib/sentence";
import { relative, shortMoment } from "@/lib/time";
import { words } from "@/lib/words/words";
import { Button, ButtonLink } from "@/ui/button";
import { ConversationAvatar } from "./person-avatar";
import { useTeam } from "./use-chat";

/** Where the team has talked about a contact, as a section of its detail. */
export function ConversationsAbout({ kind, id }: { kind: Kind; id: string }) {
  const { data, isPending, isError, error, refetch } = useQuery(conversationsAbout(kind, id));
  const team = useTeam();
  const { chat, trouble } = words();
  const told = chat.about;
  return (
    <section class="rounded-2xl border border-line bg-surface p-4">
      <div class="flex flex-wrap items-center justify-between gap-x-2">
        <h2 class="text-sm font-semibold">{told.title}</h2>
        <ButtonLink look="quiet" icon="chat" href={`/chat?about=${kind}:${id}`} class="-my-3 !px-0 text-sm">
          {told.discuss}
        </ButtonLink>
      </div>
      {isPending && <div class="mt-2 h-12 animate-pulse rounded-xl bg-line" />}
      {isError && (
        <p role="alert" class="flex items-center justify-between gap-2 text-sm text-quiet">
          {sentenceOf(error)}
          <Button look="quiet" onClick={() => void refetch()}>
            {trouble.retry}
          </Button>
        </p>
      )}
      {data?.length === 0 && <p class="mt-1 text-sm text-quiet">{told.none}</p>}
      <ul class="-mx-2">
        {data?.map((one) => (
          <li key={one.id}>
            <Link href={`/chat/${one.id}`} class="flex min-h-14 items-center gap-3 rounded-xl px-2 hover:bg-ground">
              <ConversationAvatar conversation={one} team={team} here={false} size="plain" />
              <bdi class="min-w-0 grow truncate font-medium">{team.titleOf(one)}</bdi>
              {one.last_message && (
                <time class="shrink-0 text-sm text-quiet" dateTime={one.last_message.posted_at} title={shortMoment(one.last_message.posted_at)}>
                  {relative(one.last_message.posted_at)}
                </time>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
