import { useQuery } from "@tanstack/preact-query";
import { words } from "@/lib/words/words";
import { me, people } from "./contacts";

/** Says who somebody of the team is. */
export function useNames(): (personId: string) => string {
  const team = useQuery(people).data;
  const own = useQuery(me).data?.profile.id;
  return (personId) =>
    personId === own ? words().you : (team?.find((person) => person.id === personId)?.name ?? words().someone);
}
