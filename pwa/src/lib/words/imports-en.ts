import type { ImportField, ImportState, Kind } from "@/gen/schema";

const state: Record<ImportState, string> = {
  uploading: "Uploading",
  ready: "Waits to be started",
  running: "Running",
  done: "Done",
  failed: "Stopped",
  undoing: "Being undone",
  undone: "Undone",
};

const field: Record<ImportField, string> = {
  id: "QERO id",
  name: "Name",
  first_name: "First name",
  last_name: "Last name",
  company: "Company",
  title: "Title",
  phone: "Phone",
  email: "E-mail",
  tags: "Tags",
  notes: "Notes",
};

const title: Record<Kind, string> = { contact: "Import contacts", tma: "Import candidates" };

const count = (number: number) => number.toLocaleString("en-GB");
const rows = (number: number) => (number === 1 ? "1 row" : `${count(number)} rows`);

/** How an import is told of, in English. */
export const imports = {
  title,
  lead: "A CSV file, as Excel, Google Contacts and other systems save it. You see how it is read before anything is kept.",
  choose: "Choose a file",
  drop: "or drop it here",
  limits: "Up to 20 MB and 100,000 rows.",
  tooLarge: (name: string) => `${name} is larger than 20 MB. Divide it and import the parts one by one.`,
  uploading: (name: string) => `Uploading ${name}`,
  looking: (name: string) => `Reading ${name}`,
  cancel: "Cancel",
  past: "The last 30 days",
  none: "Nobody has imported anything lately.",
  by: (name: string, when: string) => `${name} · ${when}`,
  state,
  created: (number: number) => `${count(number)} new`,
  all: "All imports",
  gone: "This import is not there any more. What it brought stays.",

  readAs: (encoding: string, delimiter: string) => `Read as ${encoding}, divided by ${delimiter}.`,
  delimiter: { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars" } as Record<string, string>,
  otherwise: "Is it read wrongly?",
  letters: "Letters",
  divided: "Divided by",
  header: "The first row names the columns",
  columns: "What the columns are",
  columnsLead: "Your team's choices are remembered for the next file.",
  column: (number: number) => `Column ${number}`,
  becomes: (column: string) => `${column} becomes`,
  remembered: "As last time",
  leftOut: "Leave out",
  field,
  empty: "Empty",
  first: "The first rows",
  will: "What will happen",
  willRows: (number: number) => `${rows(number)} will be read.`,
  willTwins: "A row with the name and a phone or e-mail of somebody who is here makes no second one: it adds what is missing and overwrites nothing.",
  willRefuse: "A row that cannot be kept is left out, with its reason, in a file for you to correct.",
  willUndo: "You can undo all of it for 30 days.",
  start: (number: number) => `Import ${rows(number)}`,
  noName: "Say which column is the name, or the company.",
  twice: (one: string, other: string, what: string) => `${one} and ${other} cannot both be ${what}.`,

  progress: "How far the import is",
  of: (done: number, all: number) => `${count(done)} of ${rows(all)}`,
  leave: "You may leave this page. It goes on without you.",
  waiting: "It begins in a moment.",
  count,
  counts: { created: "New", updated: "Completed", unchanged: "Here already", refused: "Refused" },
  suspected: (number: number) =>
    number === 1 ? "1 new one may be somebody you have already" : `${count(number)} new ones may be somebody you have already`,
  look: "Look at them",
  refusedRows: "Download the refused rows",
  refusedLead: "Each with its reason. Correct them and import the file: nobody is made twice.",
  show: "Show the new ones",
  another: "Import another file",
  undo: "Undo the import",
  undoTitle: "Undo this import?",
  undoLead: (created: number) =>
    `${count(created)} new ones are removed, and what it added to others is taken away. Whoever was called, planned with or changed since stays.`,
  undoButton: "Yes, undo it",
  keep: "Keep it",
  undoing: "Being undone",
  undone: "The import is undone",
  undoneCounts: { removed: "Removed", restored: "Set back", kept: "Kept" },
  undoneReport: "Download what became of each",
  undoneLead: "Kept are those whom somebody has called, planned with, changed or merged since.",
};
