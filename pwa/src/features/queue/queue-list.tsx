import { type Queue, jumped, keyIn, membersOf } from "@/data/queue";
import { queueStore } from "@/data/queue-store";
import { sentenceOf } from "@/lib/sentence";
import { callingWords } from "@/lib/words/calling";
import { words } from "@/lib/words/words";
import { Button } from "@/ui/button";
import { VirtualList } from "@/ui/virtual-list";
import { QueueRow, ROW_HEIGHT } from "./queue-row";

const UPCOMING = 5;

const jump = (key: string) => queueStore.change((queue) => jumped(queue, key));

export function QueueList({ queue, onChosen }: { queue: Queue; onChosen?: () => void }) {
  const members = membersOf(queue);
  const { queue: told } = callingWords();
  return (
    <VirtualList
      items={members}
      rowHeight={ROW_HEIGHT}
      label={told.list}
      idOf={keyIn}
      total={queue.cursor === null ? members.length : -1}
      shown={queue.at}
      // It is read on by where one stands, not by where one looks.
      onNearEnd={() => {}}
      render={(one) => {
        const key = keyIn(one);
        return (
          <QueueRow
            contact={one}
            isHere={one === members[queue.at]}
            isDone={queue.done.has(key)}
            onChoose={() => {
              jump(key);
              onChosen?.();
            }}
          />
        );
      }}
      footer={<ReadingTrouble />}
    />
  );
}

/** On a phone, below the card. */
export function Upcoming({ queue, onWhole }: { queue: Queue; onWhole: () => void }) {
  const coming = membersOf(queue).slice(queue.at + 1, queue.at + 1 + UPCOMING);
  const { queue: told } = callingWords();
  return (
    <section aria-labelledby="upcoming" class="overflow-hidden rounded-2xl border border-line bg-surface wide:hidden">
      <h3 id="upcoming" class="px-4 pt-4 pb-1 text-sm font-semibold">
        {told.upcoming}
      </h3>
      <ul>
        {coming.map((one) => (
          <li key={keyIn(one)} class="h-16">
            <QueueRow contact={one} isHere={false} isDone={queue.done.has(keyIn(one))} onChoose={() => jump(keyIn(one))} />
          </li>
        ))}
      </ul>
      <ReadingTrouble />
      <Button look="quiet" class="w-full" onClick={onWhole}>
        {told.wholeList}
      </Button>
    </section>
  );
}

function ReadingTrouble() {
  const { trouble } = queueStore;
  if (trouble === null) return null;
  return (
    <p role="alert" class="flex items-center justify-between gap-2 px-4 text-sm text-quiet">
      {callingWords().queue.moreFailed} {sentenceOf(trouble)}
      <Button look="quiet" class="shrink-0" onClick={() => queueStore.goOn()}>
        {words().trouble.retry}
      </Button>
    </p>
  );
}
