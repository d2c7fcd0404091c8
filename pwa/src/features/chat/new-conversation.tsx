import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { chat } from "@/data/chat";
import { chatRequests, joinable, type NewConversation as Asked } from "@/data/chat-requests";
import type { Conversation } from "@/data/conversations";
import { words } from "@/lib/words/words";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { Icon } from "@/ui/icon";
import { Segments } from "@/ui/segments";
import { Sheet } from "@/ui/sheet";
import { SkeletonRows } from "@/ui/states";
import { attempt } from "./attempt";
import { PeoplePicker, toggled } from "./people-picker";
import { useTeam } from "./use-chat";

type What = "direct" | "group" | "channel" | "browse";
type Access = "open" | "private";

export function NewConversation({ onClose }: { onClose: () => void }) {
  const [what, setWhat] = useState<What>("direct");
  const [name, setName] = useState("");
  const [topic, setTopic] = useState("");
  const [access, setAccess] = useState<Access>("open");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const [, go] = useLocation();
  const team = useTeam();
  const told = words().chat.new;
  const others = team.all.filter(({ id, active }) => active && id !== team.myId);
  const channel = what === "channel";

  const opened = (made: Conversation) => {
    chat.keep(made);
    onClose();
    go(`/chat/${made.id}`);
  };
  const create = async (asked: Asked) => {
    setBusy(true);
    await attempt(chatRequests.create(asked, what === "direct" ? crypto.randomUUID() : key).then(opened));
    setBusy(false);
  };
  const direct = (id: string) => create({ kind: "direct", name: "", topic: "", is_private: true, member_ids: [id] });
  const several = () =>
    create({
      kind: channel ? "channel" : "group",
      name: name.trim(),
      topic: channel ? topic.trim() : "",
      is_private: !channel || access === "private",
      member_ids: [...chosen],
    });

  return (
    <Sheet title={told.title} closeLabel={words().trouble.dismiss} onClose={onClose}>
      <div class="space-y-3">
        <Segments
          label={told.kind}
          value={what}
          options={[["direct", told.direct] as const, ["group", told.group] as const, ["channel", told.channel] as const, ["browse", told.browse] as const]}
          onValue={setWhat}
        />
        {what === "browse" && <Joinable onJoined={opened} />}
        {what === "direct" && <PeoplePicker people={others} chosen={chosen} several={false} onPress={(id) => void direct(id)} />}
        {(what === "group" || channel) && (
          <>
            <Field label={channel ? told.channelName : told.groupName} value={name} onValue={setName} maxLength={80} />
            {channel && (
              <>
                <Field label={told.topic} value={topic} onValue={setTopic} maxLength={200} />
                <Segments
                  label={told.who}
                  value={access}
                  options={[["open", told.open] as const, ["private", told.private] as const]}
                  onValue={setAccess}
                />
              </>
            )}
            <PeoplePicker people={others} chosen={chosen} several onPress={(id) => setChosen(toggled(chosen, id))} />
            <Button
              look="primary"
              class="w-full"
              disabled={busy || (channel ? !name.trim() : chosen.size === 0)}
              onClick={() => void several()}
            >
              {chosen.size > 0 ? `${told.create} · ${told.chosen(chosen.size)}` : told.create}
            </Button>
          </>
        )}
      </div>
    </Sheet>
  );
}

function Joinable({ onJoined }: { onJoined: (joined: Conversation) => void }) {
  const { data, isPending } = useQuery(joinable);
  const { loading, chat: all } = words();
  const told = all.new;
  if (isPending) return <SkeletonRows count={4} label={loading} />;
  if (!data?.length) return <p class="p-6 text-center text-sm text-quiet">{told.noJoinable}</p>;
  const join = (id: string) => attempt(chatRequests.join(id).then(onJoined));
  return (
    <ul aria-label={told.joinable} class="max-h-96 overflow-y-auto" tabIndex={-1}>
      {data.map(({ id, name, topic, member_ids }) => (
        <li key={id} class="flex min-h-16 items-center gap-3">
          <span class="flex size-10 shrink-0 items-center justify-center rounded-2xl bg-line text-quiet">
            <Icon name="hash" />
          </span>
          <span class="min-w-0 grow">
            <bdi class="block truncate font-semibold">{name}</bdi>
            <bdi class="block truncate text-sm text-quiet">{[told.members(member_ids.length), topic].filter(Boolean).join(" · ")}</bdi>
          </span>
          <Button look="quiet" onClick={() => void join(id)}>
            {told.join}
          </Button>
        </li>
      ))}
    </ul>
  );
}
