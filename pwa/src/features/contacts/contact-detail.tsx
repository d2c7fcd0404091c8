import { useQuery } from "@tanstack/preact-query";
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Link, useLocation, useSearch } from "wouter-preact";
import { contactOf, inLists } from "@/data/contacts";
import { type Contact, type Kind, LIST_PATH, pathOf } from "@/data/kinds";
import { laneOf, withEdits } from "@/data/waiting";
import { Refused } from "@/lib/problem";
import { sentenceOf } from "@/lib/sentence";
import { words } from "@/lib/words/words";
import { FollowUp } from "@/settings/follow-up";
import { MyStatusTag } from "@/settings/my-status-tag";
import { StatusButtons } from "@/settings/status-buttons";
import { useWaitingIn } from "@/settings/use-waiting";
import { Avatar } from "@/ui/avatar";
import { Button, ButtonLink, IconButton } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { Empty, SkeletonRows, Trouble } from "@/ui/states";
import { Calls } from "./calls";
import { ContactForm } from "./contact-form";
import { History } from "./history";
import { LogCallSheet } from "./log-call-sheet";
import { shownPhone, telOf } from "./phone";
import { callBegins, useReturnFromCall } from "./return-from-call";

interface Slots {
  Talk: ComponentType<{ kind: Kind; id: string }>;
}

export function ContactDetail({ kind, id, Talk }: { kind: Kind; id: string } & Slots) {
  const asked = useQuery(contactOf(kind, id));
  const waiting = useWaitingIn(laneOf.contact(kind, id));
  const [, go] = useLocation();
  const { contact: told, loading, trouble } = words();
  // One that was merged away is found as the one it was merged into.
  const moved = asked.data && asked.data.id !== id ? pathOf(asked.data) : null;
  useEffect(() => {
    if (moved) go(moved, { replace: true });
  }, [moved]);
  // As it was last seen, when it cannot be asked for.
  const known = asked.data ?? (asked.isError && !isGone(asked.error) ? inLists(kind, id) : undefined);
  if (asked.isPending) return <SkeletonRows count={5} label={loading} />;
  if (!known || (asked.isError && isGone(asked.error))) {
    if (isGone(asked.error)) {
      return (
        <Empty level={1} icon="contacts" title={told.gone}>
          <ButtonLink href={LIST_PATH[kind]}>{words().home}</ButtonLink>
        </Empty>
      );
    }
    return (
      <Trouble
        title={trouble.title}
        detail={sentenceOf(asked.error)}
        retry={trouble.retry}
        onRetry={() => void asked.refetch()}
      />
    );
  }
  return <Detail contact={withEdits(known, waiting)} Talk={Talk} />;
}

const isGone = (error: unknown) => error instanceof Refused && [404, 422].includes(error.status);

function Detail({ contact, Talk }: { contact: Contact } & Slots) {
  const { kind, id, name } = contact;
  const [logging, setLogging] = useState(false);
  const [editing, setEditing] = useState(false);
  const returned = useReturnFromCall(contact);
  useEffect(() => {
    if (returned !== null) setLogging(true);
  }, [returned]);
  useEffect(() => {
    document.title = `${name} · QERO`;
    return () => void (document.title = "QERO");
  }, [name]);
  return (
    <>
      <Header contact={contact} onEdit={() => setEditing(true)} />
      <div class="min-h-0 grow overflow-y-auto overscroll-contain">
        <div class="mx-auto grid max-w-3xl gap-4 p-4 roomy:max-w-6xl roomy:grid-cols-[minmax(0,1fr)_22rem] roomy:items-start">
          <aside aria-label={words().contact.mine} class="min-w-0 space-y-4 roomy:order-2">
            <MyPlan kind={kind} id={id} />
            <Reach contact={contact} />
          </aside>
          <div class="min-w-0 space-y-4">
            <About contact={contact} />
            <Calls contact={contact} />
            <Talk kind={kind} id={id} />
            <History contact={contact} />
          </div>
        </div>
      </div>
      <CallBar contact={contact} onLog={() => setLogging(true)} />
      {logging && <LogCallSheet contact={contact} seconds={returned} onClose={() => setLogging(false)} />}
      {editing && <ContactForm kind={kind} contact={contact} onClose={() => setEditing(false)} />}
    </>
  );
}

function Header({ contact, onEdit }: { contact: Contact; onEdit: () => void }) {
  const { kind, id, name, company, title, archived_at: archived } = contact;
  const search = useSearch();
  const { contact: told } = words();
  return (
    <header class="flex items-center gap-3 border-b border-line bg-surface py-3 pr-2 pl-2 wide:pl-4">
      <Link
        href={`${LIST_PATH[kind]}${search && `?${search}`}`}
        aria-label={told.back}
        class="flex size-12 shrink-0 items-center justify-center rounded-xl text-quiet wide:hidden"
      >
        <Icon name="back" />
      </Link>
      <span class="hidden wide:block">
        <Avatar name={name} large />
      </span>
      <div class="min-w-0 grow">
        <div class="flex items-center gap-2">
          <h1 class="truncate text-lg font-semibold wide:text-xl">{name}</h1>
          <MyStatusTag kind={kind} id={id} />
          {archived && <span class="text-sm text-quiet">{told.archived}</span>}
        </div>
        <p class="truncate text-sm text-quiet">{[title, company].filter(Boolean).join(" · ") || "\u00a0"}</p>
      </div>
      <IconButton icon="edit" label={told.edit} onClick={onEdit} />
    </header>
  );
}

function MyPlan({ kind, id }: { kind: Kind; id: string }) {
  return (
    <>
      <section class="space-y-3 rounded-2xl border border-line bg-surface p-4">
        <div class="flex h-6 items-center gap-2">
          <h2 class="text-sm font-semibold">{words().myStatus}</h2>
          <MyStatusTag kind={kind} id={id} />
        </div>
        <StatusButtons kind={kind} id={id} />
      </section>
      <FollowUp kind={kind} id={id} />
    </>
  );
}

/** In the thumb's reach. */
function CallBar({ contact, onLog }: { contact: Contact; onLog: () => void }) {
  const { phones, name } = contact;
  const { contact: told, log } = words();
  return (
    <div class="border-t border-line bg-surface p-3">
      <div class="mx-auto flex max-w-3xl gap-2">
        {phones[0] ? (
          <ButtonLink
            look="primary"
            icon="phone"
            href={telOf(phones[0])}
            aria-label={told.callOf(name)}
            onClick={() => callBegins(contact)}
            class="min-h-14 grow"
          >
            {told.call}
          </ButtonLink>
        ) : (
          <p class="flex min-h-14 grow items-center justify-center text-sm text-quiet">{told.noPhone}</p>
        )}
        <Button icon="note" onClick={onLog} class="min-h-14">
          {log.open}
        </Button>
      </div>
    </div>
  );
}

function Reach({ contact }: { contact: Contact }) {
  const { phones, emails } = contact;
  const { contact: told } = words();
  return (
    <section class="rounded-2xl border border-line bg-surface p-4">
      <h2 class="text-sm font-semibold">{told.reach}</h2>
      {phones.length + emails.length === 0 && <p class="mt-1 text-sm text-quiet">{told.nothingToReach}</p>}
      <ul>
        {phones.map((phone) => (
          <li key={phone}>
            <a
              class="flex min-h-12 items-center gap-3 text-accent tabular-nums"
              href={telOf(phone)}
              onClick={() => callBegins(contact)}
            >
              <Icon name="phone" />
              {shownPhone(phone)}
            </a>
          </li>
        ))}
        {emails.map((email) => (
          <li key={email}>
            <a class="flex min-h-12 items-center gap-3 break-all text-accent" href={`mailto:${email}`}>
              <Icon name="mail" />
              {email}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function About({ contact: { notes, tags } }: { contact: Contact }) {
  if (!notes && tags.length === 0) return null;
  return (
    <section class="space-y-2 rounded-2xl border border-line bg-surface p-4">
      <h2 class="text-sm font-semibold">{words().contact.about}</h2>
      {notes && <p class="text-base break-words whitespace-pre-wrap">{notes}</p>}
      {tags.length > 0 && (
        <ul class="flex flex-wrap gap-2" aria-label={words().contact.tags}>
          {tags.map((tag) => (
            <li key={tag} class="rounded-full bg-line px-3 py-1 text-sm">
              {tag}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
