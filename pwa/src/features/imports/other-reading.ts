/** A file read otherwise than the server guessed: only while it is still at hand, where it was chosen. */

import type { ImportPreview } from "@/gen/schema";
import { firstRows } from "@/lib/csv";

/** Those that browsers and the server both know. */
export const ENCODINGS = ["utf-8", "windows-1252", "macintosh", "iso-8859-15", "windows-1250"] as const;
export const DELIMITERS = [",", ";", "\t", "|"] as const;

export interface How {
  encoding: string;
  delimiter: string;
}

const LOOKED_AT_BYTES = 64 * 1024;
const ROWS = 9;

const fileByImport = new Map<string, File>();

export function keepAtHand(importId: string, file: File): void {
  fileByImport.set(importId, file);
}

export function isAtHand(importId: string): boolean {
  return fileByImport.has(importId);
}

/** As a preview of the server, with the columns' names from its first row. Null: there is nothing to see that way. */
export async function readOtherwise(importId: string, { encoding, delimiter }: How): Promise<Pick<ImportPreview, "columns" | "sample"> | null> {
  const start = await fileByImport.get(importId)?.slice(0, LOOKED_AT_BYTES).arrayBuffer();
  if (!start) return null;
  const [columns, ...sample] = firstRows(new TextDecoder(encoding).decode(start), delimiter, ROWS);
  return columns ? { columns, sample } : null;
}
