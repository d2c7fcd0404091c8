/** Trimmed, without the empty ones, each once and in the order given, in groups of `size` at most. */
export function chunkUnique(ids: readonly string[], size: number): string[][] {
  const wanted = [...new Set(ids.map((id) => id.trim()).filter(Boolean))];
  const chunks: string[][] = [];
  for (let at = 0; at < wanted.length; at += size) chunks.push(wanted.slice(at, at + size));
  return chunks;
}
