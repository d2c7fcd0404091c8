/** What is done with a whole list: narrowed further, imported into, exported, looked through for duplicates. */

import { useQuery } from "@tanstack/preact-query";
import { me, people } from "@/data/contacts";
import { type Kind, LIST_PATH } from "@/data/kinds";
import { exportHref, tagsOf } from "@/data/lists";
import { addressOf } from "@/data/queue-source";
import { languageNow } from "@/lib/language";
import { callingWords } from "@/lib/words/calling";
import { listWords } from "@/lib/words/lists";
import { words } from "@/lib/words/words";
import { MenuDownload, MenuLink } from "@/ui/menu-item";
import { Select } from "@/ui/select";
import { Sheet } from "@/ui/sheet";
import { Toggle } from "@/ui/toggle";
import { useFilter } from "./filter";

export function ListMenu({ kind, onClose }: { kind: Kind; onClose: () => void }) {
  const [filter, change] = useFilter();
  const told = listWords();
  const at = LIST_PATH[kind];
  return (
    <Sheet title={told.more} closeLabel={words().trouble.dismiss} onClose={onClose}>
      <div class="space-y-4">
        <div class="-mx-2">
          {!filter.archived && (
            <MenuLink
              icon="queue"
              label={callingWords().queue.callThese}
              href={`/queue?${addressOf({ of: "list", kind, filter })}`}
            />
          )}
          <MenuLink icon="install" label={told.importing[kind]} hint={told.importHint} href={`${at}/imports`} />
          <MenuDownload
            icon="share"
            label={told.export}
            hint={told.exportHint}
            href={exportHref(kind, filter, languageNow() === "sv" ? "semicolon" : "comma")}
            onPress={onClose}
          />
          <MenuLink icon="group" label={told.duplicates} hint={told.duplicatesHint} href={`${at}/duplicates`} />
        </div>
        <div role="group" aria-label={told.narrow} class="space-y-3 border-t border-line pt-4">
          <Narrowing kind={kind} />
          <Toggle
            label={told.archived}
            hint={told.archivedHint}
            on={filter.archived ?? false}
            onChange={(archived) => change({ archived })}
          />
        </div>
      </div>
    </Sheet>
  );
}

function Narrowing({ kind }: { kind: Kind }) {
  const [{ tag = "", owner = "" }, change] = useFilter();
  const tags = useQuery(tagsOf(kind)).data ?? [];
  const own = useQuery(me).data?.profile.id;
  const team = useQuery(people).data ?? [];
  const told = listWords();
  const names = tags.map(({ name, contacts }) => [name, told.tagged(name, contacts)] as const);
  // One that was named in a link may have no contacts any more.
  const known = tag && !tags.some(({ name }) => name === tag) ? [...names, [tag, tag] as const] : names;
  const others = team.filter(({ id }) => id !== own).map(({ id, name }) => [id, name] as const);
  const owners = [["", told.anyOwner] as const, ...(own ? [[own, told.mine] as const] : []), ...others];
  return (
    <div class="grid grid-cols-2 gap-3">
      <Select
        label={told.tag}
        value={tag}
        options={[["", told.anyTag] as const, ...known]}
        onValue={(wanted) => change({ tag: wanted })}
      />
      <Select label={told.owner} value={owner} options={owners} onValue={(wanted) => change({ owner: wanted })} />
    </div>
  );
}
