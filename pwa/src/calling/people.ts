import { useQuery } from "@tanstack/preact-query";
import { me, people } from "@/data/contacts";
import { words } from "@/lib/words/words";

/** Says who somebody of the team is. */
export function useNames(): (personId: string) => string {
  const team = useQuery(people).data;
  const own = useQuery(me).data?.profile.id;
  return (personId) =>
    personId === own ? words().you : (team?.find((person) => person.id === personId)?.name ?? words().someone);
}
