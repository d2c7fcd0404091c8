import { useState } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { chat } from "@/data/chat";
import { chatRequests, type Notify } from "@/data/chat-requests";
import type { Conversation } from "@/data/conversations";
import { words } from "@/lib/words/words";
import { Button, IconButton } from "@/ui/button";
import { Field } from "@/ui/field";
import { Segments } from "@/ui/segments";
import { Sheet } from "@/ui/sheet";
import { attempt } from "./attempt";
import { PeoplePicker, toggled } from "./people-picker";
import { PersonAvatar } from "./person-avatar";
import { useDirect } from "./search-results";
import { type Team, useWhoIsThere } from "./use-chat";

interface Props {
  conversation: Conversation;
  team: Team;
  onClose: () => void;
}

type Doing = "look" | "add" | "rename" | "leave";

export function Details({ conversation, team, onClose }: Props) {
  const [doing, setDoing] = useState<Doing>("look");
  const { kind, me, topic, archived_at: archived } = conversation;
  const told = words().chat;
  const title = { look: team.titleOf(conversation), add: told.info.add, rename: told.info.rename, leave: told.info.leave }[doing];
  const back = () => setDoing("look");
  return (
    <Sheet title={title} closeLabel={words().trouble.dismiss} onClose={onClose}>
      {doing === "add" && <Add conversation={conversation} team={team} onDone={back} />}
      {doing === "rename" && <Rename conversation={conversation} onDone={back} />}
      {doing === "leave" && <Leave conversation={conversation} onBack={back} />}
      {doing === "look" && (
        <div class="space-y-5">
          {topic && (
            <p class="text-sm break-words text-quiet" dir="auto">
              {topic}
            </p>
          )}
          {me && <Ringing id={conversation.id} notify={me.notify} />}
          <Members conversation={conversation} team={team} onClose={onClose} />
          {me && kind !== "direct" && (
            <div class="grid gap-2">
              {!archived && <Button onClick={() => setDoing("add")} icon="plus">{told.info.add}</Button>}
              {!archived && <Button onClick={() => setDoing("rename")} icon="edit">{told.info.rename}</Button>}
              <Button class="!text-danger" onClick={() => setDoing("leave")}>
                {told.info.leave}
              </Button>
            </div>
          )}
        </div>
      )}
    </Sheet>
  );
}

function Ringing({ id, notify }: { id: string; notify: Notify }) {
  const { info } = words().chat;
  const prefer = (wanted: Notify) => attempt(chatRequests.prefer(id, wanted).then((member) => chat.told(member)));
  return (
    <section class="space-y-2">
      <h3 class="text-sm font-semibold">{info.notify}</h3>
      <Segments
        label={info.notify}
        value={notify}
        options={[["all", info.all] as const, ["mentions", info.mentions] as const, ["none", info.none] as const]}
        onValue={(wanted) => void prefer(wanted)}
      />
    </section>
  );
}

function Members({ conversation, team, onClose }: Props) {
  const { id, kind, member_ids, me, is_private, archived_at: archived } = conversation;
  const there = useWhoIsThere();
  const open = useDirect();
  const { info } = words().chat;
  const mayRemove = me && is_private && kind !== "direct" && !archived;
  const remove = (person: string) => attempt(chatRequests.removeMember(id, person));
  return (
    <section>
      <h3 class="text-sm font-semibold">
        {info.members} <span class="font-normal text-quiet tabular-nums">{member_ids.length}</span>
      </h3>
      <ul class="-mx-2 mt-1 max-h-72 overflow-y-auto" tabIndex={-1}>
        {member_ids.map((person) => {
          const name = team.nameOf(person);
          const mine = person === team.myId;
          const note = mine ? info.youMark : team.of(person)?.active === false ? info.deactivated : "";
          return (
            <li key={person} class="flex items-center">
              <button
                type="button"
                disabled={mine || kind === "direct"}
                onClick={() => (onClose(), void open(person))}
                class="flex min-h-14 min-w-0 grow items-center gap-3 rounded-xl px-2 text-left enabled:hover:bg-ground"
              >
                <PersonAvatar name={name} colour={team.of(person)?.colour} here={mine || there.isHere(person)} />
                <bdi class="truncate font-medium">{name}</bdi>
                {note && <span class="text-sm text-quiet">{note}</span>}
              </button>
              {mayRemove && !mine && <IconButton icon="close" label={info.removeOf(name)} onClick={() => void remove(person)} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Add({ conversation, team, onDone }: { conversation: Conversation; team: Team; onDone: () => void }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { info } = words().chat;
  const others = team.all.filter(({ id, active }) => active && !conversation.member_ids.includes(id));
  const add = async () => {
    if (await attempt(chatRequests.add(conversation.id, [...chosen]).then((now) => chat.keep(now)))) onDone();
  };
  return (
    <div class="space-y-3">
      <PeoplePicker people={others} chosen={chosen} several onPress={(id) => setChosen(toggled(chosen, id))} />
      <Button look="primary" class="w-full" disabled={chosen.size === 0} onClick={() => void add()}>
        {info.addButton(chosen.size)}
      </Button>
    </div>
  );
}

function Rename({ conversation: { id, name, topic }, onDone }: { conversation: Conversation; onDone: () => void }) {
  const [named, setNamed] = useState(name);
  const [about, setAbout] = useState(topic);
  const { info } = words().chat;
  const save = async (event: Event) => {
    event.preventDefault();
    const changed = chatRequests.change(id, { name: named.trim(), topic: about.trim() });
    if (await attempt(changed.then((now) => chat.keep(now)))) onDone();
  };
  return (
    <form class="space-y-3" onSubmit={(event) => void save(event)}>
      <Field label={info.name} value={named} onValue={setNamed} />
      <Field label={info.topic} value={about} onValue={setAbout} />
      <Button look="primary" type="submit" class="w-full">
        {words().contact.save}
      </Button>
    </form>
  );
}

function Leave({ conversation: { id }, onBack }: { conversation: Conversation; onBack: () => void }) {
  const [, go] = useLocation();
  const { chat: told } = words();
  const leave = async () => {
    if (!(await attempt(chatRequests.leave(id)))) return;
    chat.left(id);
    go("/chat");
  };
  return (
    <div class="space-y-4">
      <p>{told.info.leaveSure}</p>
      <div class="flex gap-2">
        <Button class="grow" onClick={onBack}>
          {told.cancel}
        </Button>
        <Button class="grow !bg-danger-soft !text-danger" onClick={() => void leave()}>
          {told.info.leave}
        </Button>
      </div>
    </div>
  );
}
