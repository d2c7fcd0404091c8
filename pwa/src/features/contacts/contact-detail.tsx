import { useQuery } from "@tanstack/preact-query";
import type { ComponentType } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Link, useLocation, useSearch } from "wouter-preact";
import { CallLink, OthersCall } from "@/calling/call-link";
import { type Dialling, useDial } from "@/calling/dial";
import { LogCallSheet } from "@/calling/log-call-sheet";
import { shownPhone } from "@/calling/phone";
import { useReturnFromCall } from "@/calling/return-from-call";
import { contactOf, inLists } from "@/data/contacts";
import { type Contact, type Kind, LIST_PATH, pathOf } from "@/data/kinds";
import { laneOf, withEdits } from "@/data/waiting";
import { Refused } from "@/lib/problem";
import { sentenceOf } from "@/lib/sentence";
import { listWords } from "@/lib/words/lists";
import { words } from "@/lib/words/words";
import { FollowUp } from "@/settings/follow-up";
import { MyStatusTag } from "@/settings/my-status-tag";
import { statusKeys } from "@/settings/plan-keys";
import { StatusButtons } from "@/settings/status-buttons";
import { useWaitingIn } from "@/settings/use-waiting";
import { Avatar } from "@/ui/avatar";
import { Button, ButtonLink, IconButton } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { Empty, SkeletonRows, Trouble } from "@/ui/states";
import { tabId, Tabs } from "@/ui/tabs";
import { useBelowNotices } from "@/ui/use-below-notices";
import { useShortcuts } from "@/ui/use-shortcuts";
import { Calls } from "./calls";
import { ContactForm } from "./contact-form";
import { bringBack, ContactMenu } from "./contact-menu";
import { History } from "./history";
import { Merges } from "./merges";
import { Notes } from "./notes";
import { useNames } from "@/data/names";

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
  // Since it was last asked for, the two may have been taken apart.
  const isDoubtful = asked.isStale && !asked.isError;
  useEffect(() => {
    if (moved && !isDoubtful) go(moved, { replace: true });
  }, [moved, isDoubtful]);
  // As it was last seen, when it cannot be asked for.
  const known = asked.data ?? (asked.isError && !isGone(asked.error) ? inLists(kind, id) : undefined);
  if (asked.isPending || (moved && isDoubtful)) return <SkeletonRows count={5} label={loading} />;
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

type Tab = keyof ReturnType<typeof listWords>["tabs"];

const LAST_CALLS = 3;

function Detail({ contact, Talk }: { contact: Contact } & Slots) {
  const { kind, id, name } = contact;
  const [tab, setTab] = useState<Tab>("overview");
  const [menu, setMenu] = useState(false);
  const panel = useId();
  const { tabs, tabsLabel } = listWords();
  const [logging, setLogging] = useState(false);
  const [editing, setEditing] = useState(false);
  const [returned, setReturned] = useState<number | null>(null);
  const dialling = useDial(contact);
  const [phone] = contact.phones;
  useReturnFromCall(contact, (seconds) => {
    setReturned(seconds);
    setLogging(true);
  });
  useShortcuts({
    ...statusKeys(kind, id),
    log: () => setLogging(true),
    ...(phone && { call: () => dialling.dial(phone) }),
  });
  useEffect(() => {
    document.title = `${name} · QERO`;
    return () => void (document.title = "QERO");
  }, [name]);
  return (
    <>
      <Header contact={contact} onEdit={() => setEditing(true)} onMenu={() => setMenu(true)} />
      <Tabs
        label={tabsLabel}
        tabs={Object.entries(tabs) as [Tab, string][]}
        chosen={tab}
        onChoose={setTab}
        panel={panel}
      />
      <div class="min-h-0 grow overflow-y-auto overscroll-contain">
        {contact.archived_at && <Archived contact={contact} />}
        <div class="mx-auto grid max-w-3xl gap-4 p-4 roomy:max-w-6xl roomy:grid-cols-[minmax(0,1fr)_22rem] roomy:items-start">
          <aside
            aria-label={words().contact.mine}
            class={`${tab === "overview" ? "" : "hidden roomy:block"} min-w-0 space-y-4 roomy:order-2`}
          >
            <MyPlan kind={kind} id={id} />
            <Reach contact={contact} dialling={dialling} />
          </aside>
          <div id={panel} role="tabpanel" aria-labelledby={tabId(panel, tab)} class="min-w-0 space-y-4">
            {tab === "overview" && (
              <>
                <About contact={contact} />
                <Calls contact={contact} most={LAST_CALLS} />
                <Talk kind={kind} id={id} />
              </>
            )}
            {tab === "calls" && <Calls contact={contact} />}
            {tab === "notes" && <Notes contact={contact} />}
            {tab === "activity" && (
              <>
                <Merges contact={contact} />
                <History contact={contact} />
              </>
            )}
          </div>
        </div>
      </div>
      <CallBar contact={contact} dialling={dialling} onLog={() => setLogging(true)} />
      {logging && (
        <LogCallSheet
          contact={contact}
          seconds={returned}
          onClose={() => {
            setLogging(false);
            setReturned(null);
          }}
        />
      )}
      {editing && <ContactForm kind={kind} contact={contact} onClose={() => setEditing(false)} />}
      {menu && <ContactMenu contact={contact} onClose={() => setMenu(false)} />}
    </>
  );
}

function Archived({ contact }: { contact: Contact }) {
  const { isArchived, restore } = listWords();
  return (
    <p class="flex items-center gap-3 border-b border-line bg-working-soft px-4 text-sm text-working">
      <span class="grow py-3">{isArchived}</span>
      <Button look="quiet" class="!px-0 text-sm" onClick={() => bringBack(contact)}>
        {restore}
      </Button>
    </p>
  );
}

function Header({ contact, onEdit, onMenu }: { contact: Contact; onEdit: () => void; onMenu: () => void }) {
  const { kind, id, name, company, title, archived_at: archived } = contact;
  const search = useSearch();
  const { contact: told } = words();
  return (
    <header class="heading py-3 tight:py-1">
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
      <div class="named">
        <div class="flex items-center gap-2">
          <h1 class="truncate text-lg font-semibold wide:text-xl">{name}</h1>
          <MyStatusTag kind={kind} id={id} />
          {archived && <span class="text-sm text-quiet">{told.archived}</span>}
        </div>
        <p class="truncate text-sm text-quiet">{[title, company].filter(Boolean).join(" · ") || "\u00a0"}</p>
      </div>
      <IconButton icon="edit" label={told.edit} class="tight:ml-auto" onClick={onEdit} />
      <IconButton icon="more" label={listWords().moreOf(name)} class="-ml-3" onClick={onMenu} />
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
function CallBar({ contact, dialling, onLog }: { contact: Contact; dialling: Dialling; onLog: () => void }) {
  const { phones, name } = contact;
  const foot = useRef<HTMLDivElement>(null);
  useBelowNotices(foot);
  const { contact: told, log } = words();
  return (
    <div ref={foot} class="border-t border-line bg-surface p-3">
      <div class="mx-auto max-w-3xl space-y-2">
        <OthersCall dialling={dialling} />
        <div class="flex gap-2">
          {phones[0] ? (
            <CallLink phone={phones[0]} dialling={dialling} look="primary" aria-label={told.callOf(name)} class="min-h-14 grow">
              {told.call}
            </CallLink>
          ) : (
            <p class="flex min-h-14 grow items-center justify-center text-sm text-quiet">{told.noPhone}</p>
          )}
          <Button icon="note" onClick={onLog} class="min-h-14">
            <span class="tight:sr-only">{log.open}</span>
          </Button>
        </div>
      </div>
    </div>
  );
}

function Reach({ contact: { phones, emails }, dialling }: { contact: Contact; dialling: Dialling }) {
  const { contact: told } = words();
  return (
    <section class="rounded-2xl border border-line bg-surface p-4">
      <h2 class="text-sm font-semibold">{told.reach}</h2>
      {phones.length + emails.length === 0 && <p class="mt-1 text-sm text-quiet">{told.nothingToReach}</p>}
      <ul>
        {phones.map((phone) => (
          <li key={phone}>
            <CallLink look="line" phone={phone} dialling={dialling}>
              {shownPhone(phone)}
            </CallLink>
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

function About({ contact: { notes, tags, owner_id: owner } }: { contact: Contact }) {
  const nameOf = useNames();
  if (!notes && tags.length === 0 && !owner) return null;
  return (
    <section class="space-y-2 rounded-2xl border border-line bg-surface p-4">
      <h2 class="text-sm font-semibold">{words().contact.about}</h2>
      {notes && <p class="line-clamp-6 text-base break-words whitespace-pre-wrap">{notes}</p>}
      {owner && (
        <p class="text-sm text-quiet">
          {listWords().owner}: {nameOf(owner)}
        </p>
      )}
      {tags.length > 0 && (
        <ul class="flex flex-wrap gap-2" aria-label={words().contact.tags}>
          {tags.map((tag) => (
            <li key={tag} class="max-w-full rounded-full bg-line px-3 py-1 text-sm break-words">
              {tag}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
