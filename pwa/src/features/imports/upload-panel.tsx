import { useEffect, useRef, useState } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { LARGEST_FILE, sendFile } from "@/data/imports";
import { type Kind, LIST_PATH } from "@/data/kinds";
import { sentenceOf } from "@/lib/sentence";
import { importWords } from "@/lib/words/imports";
import { words } from "@/lib/words/words";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { Progress } from "@/ui/progress";
import { keepAtHand } from "./other-reading";

interface Sending {
  file: File;
  /** Tried again, it is the same upload. */
  upload: string;
}

export function UploadPanel({ kind }: { kind: Kind }) {
  const [sending, setSending] = useState<Sending | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const told = importWords();
  const choose = (file: File | undefined) => {
    if (!file) return;
    const isTooLarge = file.size > LARGEST_FILE;
    setRefusal(isTooLarge ? told.tooLarge(file.name) : null);
    setSending(isTooLarge ? null : { file, upload: crypto.randomUUID() });
  };
  return (
    <section class="rounded-2xl border border-line bg-surface p-4">
      {sending ? (
        <Upload key={sending.upload} kind={kind} {...sending} onEnd={() => setSending(null)} />
      ) : (
        <FileBox onFile={choose} />
      )}
      {refusal && (
        <p role="alert" class="mt-3 rounded-xl bg-danger-soft p-3 text-sm text-danger">
          {refusal}
        </p>
      )}
    </section>
  );
}

function FileBox({ onFile }: { onFile: (file: File | undefined) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const { choose, drop, limits } = importWords();
  return (
    <div
      class={`flex flex-col items-center gap-2 rounded-xl border-2 border-dashed px-4 py-8 text-center ${over ? "border-accent bg-accent-soft" : "border-line"}`}
      onDragOver={(event) => (event.preventDefault(), setOver(true))}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onFile(event.dataTransfer?.files[0]);
      }}
    >
      <span class="mb-1 flex size-14 items-center justify-center rounded-full bg-accent-soft text-accent">
        <Icon name="install" />
      </span>
      <input
        ref={input}
        type="file"
        // As Android calls a CSV file when a spreadsheet is installed.
        accept=".csv,.tsv,.txt,text/csv,text/plain,text/comma-separated-values,text/tab-separated-values,application/vnd.ms-excel"
        // The button beside it is what people reach.
        hidden
        onChange={(event) => onFile(event.currentTarget.files?.[0])}
      />
      <Button look="primary" class="min-h-14" onClick={() => input.current?.click()}>
        {choose}
      </Button>
      <p class="hidden text-sm text-quiet wide:block">{drop}</p>
      <p class="text-sm text-quiet">{limits}</p>
    </div>
  );
}

function Upload({ kind, file, upload, onEnd }: Sending & { kind: Kind; onEnd: () => void }) {
  const [part, setPart] = useState(0);
  const [error, setError] = useState<unknown>(null);
  const [, go] = useLocation();
  const stop = useRef(new AbortController());
  const told = importWords();
  const send = async () => {
    setError(null);
    const { signal } = stop.current;
    try {
      const { id } = await sendFile(kind, file, { key: upload, signal, onProgress: setPart });
      keepAtHand(id, file);
      go(`${LIST_PATH[kind]}/imports/${id}`);
    } catch (trouble) {
      if (!signal.aborted) setError(trouble);
    }
  };
  useEffect(() => {
    void send();
    return () => stop.current.abort();
  }, []);
  const what = part < 1 ? told.uploading(file.name) : told.looking(file.name);
  return (
    <div class="space-y-3">
      <p role="status" class="font-medium break-words">
        {what}
      </p>
      {error === null ? (
        <Progress label={what} {...(part < 1 && { part })} />
      ) : (
        <p role="alert" class="rounded-xl bg-danger-soft p-3 text-sm text-danger">
          {sentenceOf(error)}
        </p>
      )}
      <div class="flex flex-wrap gap-2">
        {error !== null && (
          <Button look="primary" onClick={() => void send()}>
            {words().trouble.retry}
          </Button>
        )}
        <Button onClick={onEnd}>{told.cancel}</Button>
      </div>
    </div>
  );
}
