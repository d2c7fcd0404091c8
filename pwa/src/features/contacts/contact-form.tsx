/** A new contact, or changes to one. */

import { useMutation } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { keepContact } from "@/data/contacts";
import { type Contact, type Kind, pathOf } from "@/data/kinds";
import type { NewContact } from "@/gen/schema";
import { requests } from "@/data/requests";
import { edit, outbox } from "@/data/sending";
import { queries } from "@/data/stores";
import { laneOf } from "@/data/waiting";
import { Refused, Unreachable } from "@/lib/problem";
import { sentenceOf } from "@/lib/sentence";
import { uuid7 } from "@/lib/uuid";
import { words } from "@/lib/words/words";
import { Button } from "@/ui/button";
import { Area, Field } from "@/ui/field";
import { notify } from "@/ui/notices";
import { Sheet } from "@/ui/sheet";

interface Props {
  kind: Kind;
  contact?: Contact;
  onClose: () => void;
}

type Fields = Required<Pick<NewContact, "name" | "company" | "title" | "phones" | "emails" | "tags" | "notes">>;

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
  const [notes, setNotes] = useState(contact?.notes ?? "");
  const { contact: told, trouble } = words();

  const saving = useMutation({
    mutationFn: async (fields: Fields) =>
      contact ? requests[kind].change(contact.id, fields, key, contact.version) : requests[kind].create(fields, key),
    onSuccess: (saved) => {
      const kept = keepContact(saved);
      void queries.invalidateQueries({ queryKey: ["list", kind] });
      onClose();
      if (!contact) go(pathOf(kept));
    },
    onError: (error, fields) => {
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
  const refused = saving.error instanceof Refused ? saving.error : null;
  const fault = (field: string) =>
    refused?.problem.errors?.find((error) => error.field.split(".")[0] === field)?.detail;
  const sentence =
    refused?.status === CHANGED_ELSEWHERE ? told.changedElsewhere : saving.isError ? sentenceOf(saving.error) : null;

  return (
    <Sheet
      title={contact ? told.edit : kind === "tma" ? told.newTma : told.new}
      closeLabel={trouble.dismiss}
      onClose={onClose}
    >
      <form
        class="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (saving.isPending) return;
          const fields = { name, company, title, phones: lines(phones), emails: lines(emails), tags: parts(tags), notes };
          // What was done before it comes first.
          if (contact && outbox.of(laneOf.contact(kind, contact.id)).length > 0) keepForLater(contact, fields);
          else saving.mutate(fields);
        }}
      >
        <Field label={told.name} required autoComplete="off" value={name} onValue={setName} fault={fault("name")} />
        <div class="grid grid-cols-2 gap-3">
          <Field label={told.company} autoComplete="off" value={company} onValue={setCompany} fault={fault("company")} />
          <Field label={told.title} autoComplete="off" value={title} onValue={setTitle} fault={fault("title")} />
        </div>
        <Area label={told.phones} rows={2} inputMode="tel" value={phones} onValue={setPhones} fault={fault("phones")} />
        <Area label={told.emails} rows={2} inputMode="email" value={emails} onValue={setEmails} fault={fault("emails")} />
        <Field label={told.tagsHint} autoComplete="off" value={tags} onValue={setTags} fault={fault("tags")} />
        <Area label={told.notes} rows={3} value={notes} onValue={setNotes} fault={fault("notes")} />
        {sentence && (
          <p role="alert" class="rounded-xl bg-danger-soft p-3 text-sm text-danger">
            {sentence}
          </p>
        )}
        <Button type="submit" look="primary" class="min-h-14 w-full" disabled={saving.isPending}>
          {told.save}
        </Button>
      </form>
    </Sheet>
  );
}
