/** One after the other: the card of whom to call now, and who comes then. */

import { useState } from "preact/hooks";
import { useSearch } from "wouter-preact";
import { useMyId } from "@/calling/recent-call";
import { currentOf, isFinished, keyIn, membersOf } from "@/data/queue";
import { queueStore } from "@/data/queue-store";
import { sentenceOf } from "@/lib/sentence";
import { callingWords } from "@/lib/words/calling";
import { words } from "@/lib/words/words";
import { Button, ButtonLink } from "@/ui/button";
import { Sheet } from "@/ui/sheet";
import { Empty, SkeletonRows, Trouble } from "@/ui/states";
import { Calling } from "./calling";
import { Chooser } from "./chooser";
import { QueueHeader } from "./queue-header";
import { QueueList } from "./queue-list";
import { useQueue } from "./use-queue";

export function QueueScreen() {
  const queue = useQueue(useMyId(), useSearch());
  const [choosing, setChoosing] = useState(false);
  const [isWhole, setWhole] = useState(false);
  const { loading, trouble } = words();
  const { queue: told } = callingWords();
  if (queue === undefined) return <SkeletonRows count={6} label={loading} />;
  if (queue === null) return <FirstChoice />;
  const current = currentOf(queue);
  const failed = queueStore.trouble;
  const close = () => setChoosing(false);
  const again = () => {
    close();
    queueStore.begin(queue.source);
  };
  return (
    <div class="flex h-full min-h-0 flex-col">
      <QueueHeader queue={queue} onChange={() => setChoosing(true)} />
      <div class="flex min-h-0 grow">
        {current && (
          <div class={`${isWhole ? "flex" : "hidden"} min-h-0 w-full flex-col border-line wide:flex wide:w-96 wide:shrink-0 wide:border-r`}>
            <Button look="quiet" icon="back" class="shrink-0 wide:hidden" onClick={() => setWhole(false)}>
              {told.backToCard}
            </Button>
            <QueueList queue={queue} onChosen={() => setWhole(false)} />
          </div>
        )}
        <div class={`${isWhole ? "hidden wide:flex" : "flex"} min-h-0 min-w-0 grow flex-col low:overflow-y-auto`}>
          {current && !isFinished(queue) ? (
            <Calling queue={queue} member={current} onWhole={() => setWhole(true)} />
          ) : current ? (
            <Empty icon="check" title={told.finished} lead={told.finishedLead(membersOf(queue).filter((one) => queue.done.has(keyIn(one))).length)}>
              <Button look="primary" onClick={() => setChoosing(true)}>
                {told.change}
              </Button>
            </Empty>
          ) : failed !== null ? (
            <Trouble title={trouble.title} detail={sentenceOf(failed)} retry={trouble.retry} onRetry={() => queueStore.goOn()} />
          ) : queue.cursor === null ? (
            <Empty icon="queue" title={told.empty} lead={told.emptyLead}>
              <div class="flex flex-wrap justify-center gap-2">
                <Button look="primary" onClick={() => setChoosing(true)}>
                  {told.change}
                </Button>
                <ButtonLink href="/contacts">{words().home}</ButtonLink>
              </div>
            </Empty>
          ) : (
            <SkeletonRows count={6} label={loading} />
          )}
        </div>
      </div>
      {choosing && (
        <Sheet title={told.choose} closeLabel={trouble.dismiss} onClose={close}>
          <Chooser now={queue.source} onChosen={close} onAgain={again} />
        </Sheet>
      )}
    </div>
  );
}

function FirstChoice() {
  const { queue } = callingWords();
  return (
    <div class="h-full overflow-y-auto overscroll-contain">
      <div class="mx-auto max-w-3xl space-y-4 px-4 py-4">
        <header>
          <h1 class="text-xl font-semibold">{queue.choose}</h1>
          <p class="text-sm text-quiet">{queue.lead}</p>
        </header>
        <Chooser now={null} />
      </div>
    </div>
  );
}
