import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { people } from "@/data/contacts";
import { mayManage, mayManagePerson, type Profile } from "@/data/team";
import { sentenceOf } from "@/lib/sentence";
import { teamWords } from "@/lib/words/team";
import { words } from "@/lib/words/words";
import { Avatar } from "@/ui/avatar";
import { IconButton } from "@/ui/button";
import { Panel } from "@/ui/panel";
import { SkeletonRows, Trouble } from "@/ui/states";
import { PersonSheet } from "./person-sheet";

export function PeopleList({ asker }: { asker: Profile }) {
  const { data, error, isPending, refetch } = useQuery(people);
  const told = teamWords();
  const { loading, trouble } = words();
  // Those who are here first, each in the order of names.
  const shown = data?.toSorted((one, other) => Number(other.active) - Number(one.active) || one.name.localeCompare(other.name));
  return (
    <Panel title={told.people}>
      {!mayManage(asker) && <p class="!mt-0 text-sm text-quiet">{told.peopleHint}</p>}
      {isPending && <SkeletonRows count={4} label={loading} />}
      {error && !data && (
        <Trouble title={trouble.title} detail={sentenceOf(error)} retry={trouble.retry} onRetry={() => void refetch()} />
      )}
      {shown && (
        <ul class="divide-y divide-line">
          {shown.map((person) => (
            <Row key={person.id} asker={asker} person={person} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Row({ asker, person }: { asker: Profile; person: Profile }) {
  const [managing, setManaging] = useState(false);
  const { id, name, email, role, active, colour } = person;
  const told = teamWords();
  const { more, you } = words();
  return (
    <li class="yielding min-h-16 gap-x-3 py-2">
      <span class={active ? "" : "opacity-50"}>
        <Avatar name={name} colour={colour} />
      </span>
      <div class="min-w-0 grow basis-16">
        <p class="flex flex-wrap items-center gap-x-2">
          <span class="truncate font-medium">{name}</span>
          {id === asker.id && <span class="shrink-0 rounded-full bg-line px-2 py-0.5 text-xs text-quiet">{you}</span>}
        </p>
        <p class="truncate text-sm text-quiet">{email}</p>
      </div>
      <p class="shrink-0 text-right text-sm">
        <span class="block font-medium">{more.role[role]}</span>
        {!active && <span class="block text-danger">{told.inactive}</span>}
      </p>
      {mayManagePerson(asker, person) ? (
        <IconButton icon="more" label={told.manage(name)} onClick={() => setManaging(true)} />
      ) : (
        mayManage(asker) && <span class="size-12 shrink-0" />
      )}
      {managing && <PersonSheet asker={asker} person={person} onClose={() => setManaging(false)} />}
    </li>
  );
}
