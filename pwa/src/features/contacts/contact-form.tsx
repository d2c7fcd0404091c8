/** A new contact, or changes to one. Before a new one is made, those who may be the same are shown. */

import { useMutation, useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { keepContact, people } from "@/data/contacts";
import { twinsOf, type Twin } from "@/data/duplicates";
import { type Contact, type Kind, pathOf } from "@/data/kinds";
import type { NewContact } from "@/gen/schema";
import { requests } from "@/data/requests";
import { edit, outbox } from "@/data/sending";
import { queries } from "@/data/stores";
import { laneOf } from "@/data/waiting";
import { faultsIn } from "@/lib/faults";
import { Refused, Unreachable } from "@/lib/problem";
import { sentenceOf } from "@/lib/sentence";
import { uuid7 } from "@/lib/uuid";
import { listWords } from "@/lib/words/lists";
import { words } from "@/lib/words/words";
import { Button } from "@/ui/button";
import { Area, Field } from "@/ui/field";
import { notify } from "@/ui/notices";
import { Select } from "@/ui/select";
import { Sheet } from "@/ui/sheet";
import { TwinList } from "./twin-list";

interface Props {
  kind: Kind;
  contact?: Contact;
  onClose: () => void;
}

type Fields = Required<NewContact>;

const CHANGED_ELSEWHERE = 412;
const lines = (text: string) => text.split("\n").map((line) => line.trim()).filter(Boolean);
const parts = (text: string) => text.split(",").map((part) => part.trim()).filter(Boolean);

export function ContactForm({ kind, contact, onClose }: Props) {
  const [, go] = useLocation();
  const [key, setKey] = useState(() => uuid7());
  const [name, setName] = useState(contact?.name ?? "");
  const [company, setCompany] = useState(contact?.company ?? "");
  const [title, setTitle] = useState(contact?.title ?? "");
  const [phones, setPhones] = useState(contact?.phones.join("\n") ?? "");
  const [emails, setEmails] = useState(contact?.emails.join("\n") ?? "");
  const [tags, setTags] = useState(contact?.tags.join(", ") ?? "");
  const [owner, setOwner] = useState(contact?.owner_id ?? "");
  const [notes, setNotes] = useState(contact?.notes ?? "");
  const [twins, setTwins] = useState<readonly Twin[]>([]);
  const { contact: told, trouble } = words();

  const saving = useMutation({
    mutationFn: async ({ fields, isSure }: { fields: Fields; isSure: boolean }) => {
      if (contact) return requests[kind].change(contact.id, fields, key, contact.version);
      const likely = isSure ? [] : await twinsOf(kind, fields);
      setTwins(likely);
      return likely.length > 0 ? null : requests[kind].create(fields, key);
    },
    onSuccess: (saved) => {
      // Somebody like this is here: first the person decides.
      if (saved === null) return;
      const kept = keepContact(saved);
      void queries.invalidateQueries({ queryKey: ["list", kind] });
      void queries.invalidateQueries({ queryKey: ["tags", kind] });
      onClose();
      if (!contact) go(pathOf(kept));
    },
    onError: (error, { fields }) => {
      setTwins([]);
      if (contact && error instanceof Unreachable) {
        keepForLater(contact, fields);
        return;
      }
      // What is sent next is another request.
      setKey(uuid7());
      if (contact && error instanceof Refused && error.status === CHANGED_ELSEWHERE) {
        void queries.invalidateQueries({ queryKey: ["contact", kind, contact.id] });
      }
    },
  });
  /** Perhaps it has arrived, and only the answer has not: it waits under the same key. */
  const keepForLater = (of: Contact, fields: Fields) => {
    void edit(of, fields, key);
    notify({ name: "contact saved", text: words().waits.toBeSent });
    onClose();
  };
  const save = (isSure: boolean) => {
    if (saving.isPending) return;
    const fields = {
      name,
      company,
      title,
      phones: lines(phones),
      emails: lines(emails),
      tags: parts(tags),
      owner_id: owner || null,
      notes,
    };
    // What was done before it comes first.
    if (contact && outbox.of(laneOf.contact(kind, contact.id)).length > 0) keepForLater(contact, fields);
    else saving.mutate({ fields, isSure });
  };
  const faults = faultsIn(saving.error);
  const refused = saving.error instanceof Refused ? saving.error : null;
  const sentence =
    refused?.status === CHANGED_ELSEWHERE
      ? told.changedElsewhere
      : saving.isError && faults.size === 0
        ? sentenceOf(saving.error)
        : null;

  return (
    <Sheet
      title={contact ? told.edit : kind === "tma" ? told.newTma : told.new}
      closeLabel={trouble.dismiss}
      onClose={onClose}
    >
      {twins.length > 0 ? (
        <Twins twins={twins} onOpen={onClose} onCreate={() => save(true)} onBack={() => setTwins([])} />
      ) : (
        <form
          class="space-y-4"
          onSubmit={(event) => {
            event.preventDefault();
            save(false);
          }}
        >
          <Field label={told.name} required autoComplete="off" value={name} onValue={setName} fault={faults.get("name")} />
          <div class="grid grid-cols-2 gap-3">
            <Field label={told.company} autoComplete="off" value={company} onValue={setCompany} fault={faults.get("company")} />
            <Field label={told.title} autoComplete="off" value={title} onValue={setTitle} fault={faults.get("title")} />
          </div>
          <Area label={told.phones} rows={2} inputMode="tel" value={phones} onValue={setPhones} fault={faults.get("phones")} />
          <Area label={told.emails} rows={2} inputMode="email" value={emails} onValue={setEmails} fault={faults.get("emails")} />
          <Field label={told.tagsHint} autoComplete="off" value={tags} onValue={setTags} fault={faults.get("tags")} />
          <Owner value={owner} onValue={setOwner} />
          <Area label={told.notes} rows={3} value={notes} onValue={setNotes} fault={faults.get("notes")} />
          {sentence && (
            <p role="alert" class="rounded-xl bg-danger-soft p-3 text-sm text-danger">
              {sentence}
            </p>
          )}
          <Button type="submit" look="primary" class="min-h-14 w-full" disabled={saving.isPending}>
            {told.save}
          </Button>
        </form>
      )}
    </Sheet>
  );
}

function Owner({ value, onValue }: { value: string; onValue: (id: string) => void }) {
  const team = useQuery(people).data ?? [];
  const { owner, nobodys } = listWords();
  const offered = team.filter(({ id, active }) => active || id === value).map(({ id, name }) => [id, name] as const);
  return <Select label={owner} value={value} options={[["", nobodys] as const, ...offered]} onValue={onValue} />;
}

interface TwinsProps {
  twins: readonly Twin[];
  onOpen: () => void;
  onCreate: () => void;
  onBack: () => void;
}

function Twins({ twins, onOpen, onCreate, onBack }: TwinsProps) {
  const told = listWords();
  return (
    <div role="alert" class="space-y-3">
      <h3 class="text-base font-semibold">{told.twinsTitle}</h3>
      <p class="text-sm text-quiet">{told.twinsLead}</p>
      <TwinList twins={twins} onOpen={onOpen} />
      <Button class="min-h-14 w-full" onClick={onCreate}>
        {told.createAnyway}
      </Button>
      <Button look="quiet" class="w-full" onClick={onBack}>
        {told.backToForm}
      </Button>
    </div>
  );
}
