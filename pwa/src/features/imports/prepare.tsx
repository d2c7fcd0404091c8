/** How the file is read: looked at, corrected, started. */

import { useMutation } from "@tanstack/preact-query";
import { useMemo, useState } from "preact/hooks";
import { type Import, type ImportField, type ImportStart, keepImport, startImport } from "@/data/imports";
import type { ImportPreview } from "@/gen/schema";
import { sentenceOf } from "@/lib/sentence";
import { importWords } from "@/lib/words/imports";
import { Button } from "@/ui/button";
import { Icon, type IconName } from "@/ui/icon";
import { Panel } from "@/ui/panel";
import { Toggle } from "@/ui/toggle";
import { Columns } from "./columns";
import { FirstRows } from "./first-rows";
import { changed, type Fault, faultOf, type Mapping, readAs } from "./mapping";
import { type How, isAtHand, readOtherwise } from "./other-reading";
import { Reading } from "./reading";

const REST_OF_HEADER = 1;

export function Prepare({ one, preview }: { one: Import; preview: ImportPreview }) {
  const [mapping, setMapping] = useState<Mapping>(preview.mapping);
  const [hasHeader, setHasHeader] = useState(preview.has_header);
  const guessed: How = { encoding: preview.encoding, delimiter: preview.delimiter };
  const [how, setHow] = useState(guessed);
  /** With the names of its columns in its first row; null: as the server read it. */
  const [other, setOther] = useState<Pick<ImportPreview, "columns" | "sample"> | null>(null);
  const [key, setKey] = useState(() => crypto.randomUUID());
  const told = importWords();
  const table = useMemo(
    () => readAs(other ? { ...other, has_header: true } : preview, hasHeader, told.column),
    [other, preview, hasHeader, told],
  );
  const starting = useMutation({
    mutationFn: (body: ImportStart) => startImport(one, body, key),
    onSuccess: keepImport,
    onError: () => setKey(crypto.randomUUID()),
  });
  const fault = faultOf(mapping);
  const sentence = fault ? sentenceOfFault(fault, table.columns) : starting.isError ? sentenceOf(starting.error) : null;
  const rows = one.counts.rows + (hasHeader === preview.has_header ? 0 : hasHeader ? -REST_OF_HEADER : REST_OF_HEADER);
  const set = (place: number, field: ImportField | null) => setMapping(changed(mapping, place, field));
  const readAgain = async (wanted: How) => {
    setHow(wanted);
    const isGuessed = wanted.encoding === guessed.encoding && wanted.delimiter === guessed.delimiter;
    const read = isGuessed ? null : await readOtherwise(one.id, wanted);
    setOther(read);
    // What was said of other columns says nothing of these.
    if (isGuessed) setMapping(preview.mapping);
    else if (read && read.columns.length !== mapping.length) setMapping(read.columns.map(() => null));
  };
  return (
    <>
      <div class="grid gap-4 roomy:grid-cols-[minmax(0,1fr)_24rem] roomy:items-start">
        <Panel title={told.columns}>
          <p class="!mt-0 text-sm text-quiet">{told.columnsLead}</p>
          <Columns table={table} mapping={mapping} remembered={other ? [] : (preview.remembered ?? [])} onField={set} />
        </Panel>
        <div class="min-w-0 space-y-4">
          <Panel title={told.first}>
            <p class="!mt-0 text-sm text-quiet">
              {told.readAs(how.encoding.toUpperCase(), told.delimiter[how.delimiter] ?? how.delimiter)}
            </p>
            {isAtHand(one.id) && <Reading how={how} guessed={guessed} onHow={(wanted) => void readAgain(wanted)} />}
            <Toggle label={told.header} on={hasHeader} onChange={setHasHeader} />
            <FirstRows table={table} mapping={mapping} />
          </Panel>
          <Panel title={told.will}>
            <ul class="space-y-3">
              <Will icon="contacts" text={told.willRows(rows)} />
              <Will icon="group" text={told.willTwins} />
              <Will icon="warning" text={told.willRefuse} />
              <Will icon="back" text={told.willUndo} />
            </ul>
          </Panel>
        </div>
      </div>
      <div class="sticky bottom-0 -mx-4 border-t border-line bg-ground px-4 py-3">
        {sentence && (
          <p role="alert" class="mb-3 rounded-xl bg-danger-soft p-3 text-sm text-danger">
            {sentence}
          </p>
        )}
        <Button
          look="primary"
          class="min-h-14 w-full"
          disabled={fault !== null || starting.isPending}
          onClick={() =>
            starting.mutate({
              mapping: [...mapping],
              ...((other || hasHeader !== preview.has_header) && { has_header: hasHeader }),
              ...(other && how),
            })
          }
        >
          {told.start(rows)}
        </Button>
      </div>
    </>
  );
}

function Will({ icon, text }: { icon: IconName; text: string }) {
  return (
    <li class="flex gap-3 text-sm">
      <span class="text-quiet">
        <Icon name={icon} />
      </span>
      <span>{text}</span>
    </li>
  );
}

function sentenceOfFault(fault: Fault, columns: readonly string[]): string {
  const { field, noName, twice } = importWords();
  if (fault === "no-name") return noName;
  return twice(columns[fault.first] ?? "", columns[fault.second] ?? "", field[fault.field]);
}
