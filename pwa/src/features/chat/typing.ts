import { words } from "@/lib/words/words";
import type { Team } from "./use-chat";

/** "Ben is typing"; empty when nobody is. */
export function typingText(personIds: readonly string[], { nameOf }: Pick<Team, "nameOf">): string {
  const { typing } = words().chat;
  const [one, other] = personIds.map((id) => nameOf(id).split(" ")[0]!);
  if (one === undefined) return "";
  if (personIds.length > 2) return typing.many;
  return other === undefined ? typing.one(one) : typing.two(one, other);
}
