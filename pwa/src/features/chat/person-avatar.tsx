import type { Conversation } from "@/data/conversations";
import { partnerOf } from "@/data/conversations";
import { words } from "@/lib/words/words";
import { initialsOf } from "@/ui/avatar";
import { Icon } from "@/ui/icon";
import type { Team } from "./use-chat";

const SIZES = { small: "size-8 text-xs", middle: "size-12 text-base", plain: "size-10 text-sm" };
type Size = keyof typeof SIZES;

/** In the colour that the person has chosen, softened for either theme. `here`: with a dot; undefined: without. */
export function PersonAvatar({ name, colour, here, size = "plain" }: { name: string; colour: string | undefined; here?: boolean; size?: Size }) {
  const tinted = colour && {
    backgroundColor: `color-mix(in srgb, ${colour} 20%, var(--surface))`,
    color: `color-mix(in srgb, ${colour} 45%, var(--ink))`,
  };
  return (
    <span class="relative inline-block shrink-0">
      <span
        aria-hidden="true"
        class={`flex ${SIZES[size]} items-center justify-center rounded-full bg-accent-soft font-semibold text-accent select-none`}
        {...(tinted && { style: tinted })}
      >
        {initialsOf(name)}
      </span>
      {here && (
        <span
          class="absolute -right-0.5 -bottom-0.5 size-3.5 rounded-full border-2 border-surface bg-here"
          role="img"
          aria-label={words().chat.here}
        />
      )}
    </span>
  );
}

export function ConversationAvatar({ conversation, team, here, size = "middle" }: { conversation: Conversation; team: Team; here: boolean; size?: Size }) {
  const partner = partnerOf(conversation, team.myId);
  if (partner !== undefined) {
    return <PersonAvatar name={team.nameOf(partner)} colour={team.of(partner)?.colour} here={here} size={size} />;
  }
  return (
    <span
      aria-hidden="true"
      class={`flex ${SIZES[size]} shrink-0 items-center justify-center rounded-2xl bg-line text-quiet`}
    >
      <Icon name={conversation.kind === "group" ? "group" : conversation.is_private ? "lock" : "hash"} />
    </span>
  );
}
