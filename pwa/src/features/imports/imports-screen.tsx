/** A file becomes contacts: chosen, looked at, started, followed, and undone if it was the wrong one. */

import { type Kind, LIST_PATH } from "@/data/kinds";
import { importWords } from "@/lib/words/imports";
import { words } from "@/lib/words/words";
import { Page } from "@/ui/page";
import { OneImport } from "./one-import";
import { PastImports } from "./past-imports";
import { UploadPanel } from "./upload-panel";

export function ImportsScreen({ kind, id }: { kind: Kind; id?: string | undefined }) {
  const { title, lead } = importWords();
  if (id) return <OneImport key={id} kind={kind} id={id} />;
  return (
    <Page title={title[kind]} lead={lead} back={{ href: LIST_PATH[kind], label: words().lists[kind] }}>
      <UploadPanel kind={kind} />
      <PastImports kind={kind} />
    </Page>
  );
}

