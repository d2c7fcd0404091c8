/** Two beside each other, one of which stays. What comes of it is seen before it is done, and can be undone after. */

import { useMutation, useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { contactOf } from "@/data/contacts";
import { merge } from "@/data/duplicates";
import { type Contact, type Kind, LIST_PATH, pathOf } from "@/data/kinds";
import { queries } from "@/data/stores";
import { Refused } from "@/lib/problem";
import { sentenceOf } from "@/lib/sentence";
import { listWords } from "@/lib/words/lists";
import { words } from "@/lib/words/words";
import { Button, ScreenLink } from "@/ui/button";
import { notify } from "@/ui/notices";
import { Page } from "@/ui/page";
import { Panel } from "@/ui/panel";
import { Empty, SkeletonRows, Trouble } from "@/ui/states";
import { Steps } from "@/ui/steps";
import { Differences, Result, Sides } from "./merge-sides";
import { takeApart } from "./merges";
import { changesOf, type Choices } from "./united";

export function MergeScreen({ kind, id, otherId }: { kind: Kind; id: string; otherId: string }) {
  const one = useQuery(contactOf(kind, id));
  const other = useQuery(contactOf(kind, otherId));
  const { contact: told, home, loading, trouble } = words();
  const error = one.error ?? other.error;
  if (one.data && other.data) {
    // One that was merged away meanwhile is found as the one it was merged into.
    if (one.data.id !== other.data.id) return <Merging one={one.data} other={other.data} />;
    return (
      <Empty level={1} icon="check" title={listWords().merged(one.data.name)}>
        <ScreenLink href={pathOf(one.data)}>{listWords().openOne(one.data.name)}</ScreenLink>
      </Empty>
    );
  }
  if (error instanceof Refused && [404, 422].includes(error.status)) {
    return (
      <Empty level={1} icon="contacts" title={told.gone}>
        <ScreenLink href={LIST_PATH[kind]}>{home}</ScreenLink>
      </Empty>
    );
  }
  if (error) {
    const again = () => (void one.refetch(), void other.refetch());
    return <Trouble title={trouble.title} detail={sentenceOf(error)} retry={trouble.retry} onRetry={again} />;
  }
  return <SkeletonRows count={6} label={loading} />;
}

const CHANGED_ELSEWHERE = 412;

function Merging({ one, other }: { one: Contact; other: Contact }) {
  const [, go] = useLocation();
  const [stays, setStays] = useState(one.id);
  const [choices, setChoices] = useState<Choices>({});
  const [key, setKey] = useState(() => crypto.randomUUID());
  const told = listWords();
  const [survivor, merged] = stays === one.id ? [one, other] : [other, one];
  const merging = useMutation({
    mutationFn: () => merge(survivor, merged, changesOf(merged, choices), key),
    onSuccess: (done) => {
      notify({ name: "merge", text: told.merged(survivor.name), action: { label: told.undo, act: () => void takeApart(done) } });
      go(pathOf(survivor), { replace: true });
    },
    onError: () => {
      setKey(crypto.randomUUID());
      for (const { kind, id } of [one, other]) void queries.invalidateQueries({ queryKey: ["contact", kind, id] });
    },
  });
  const isElsewhere = merging.error instanceof Refused && merging.error.status === CHANGED_ELSEWHERE;
  // The survivor's own way is the usual one: another survivor begins anew.
  const choose = (id: string) => (setStays(id), setChoices({}));
  return (
    <Page title={told.merge} back={{ href: pathOf(one), label: one.name }}>
      <Panel title={told.whichStays}>
        <Sides both={[one, other]} stays={stays} onStays={choose} />
      </Panel>
      <Differences survivor={survivor} other={merged} choices={choices} onChoices={setChoices} />
      <Panel title={told.result}>
        <Result survivor={survivor} other={merged} choices={choices} />
      </Panel>
      <Panel title={told.moves}>
        <Steps steps={[told.movesCalls, told.movesPlans, told.movesLinks, told.movesUndo]} />
      </Panel>
      {merging.isError && (
        <p role="alert" class="rounded-xl bg-danger-soft p-3 text-sm text-danger">
          {isElsewhere ? told.changedElsewhere : sentenceOf(merging.error)}
        </p>
      )}
      <Button look="primary" class="min-h-14 w-full" disabled={merging.isPending} onClick={() => merging.mutate()}>
        {told.mergeButton}
      </Button>
    </Page>
  );
}
