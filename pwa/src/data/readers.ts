/** Who shows what is kept under a key, and reads it again when it has changed. */

type Read = () => void;

export class Readers {
  private readonly byKey = new Map<string, Set<Read>>();

  /** Until what is given back is called. */
  subscribe(key: string, read: Read): () => void {
    const readers = this.byKey.get(key) ?? new Set();
    this.byKey.set(key, readers.add(read));
    return () => {
      readers.delete(read);
      if (readers.size === 0 && this.byKey.get(key) === readers) this.byKey.delete(key);
    };
  }

  tell(key: string): void {
    for (const read of this.byKey.get(key) ?? []) read();
  }

  tellAll(): void {
    for (const readers of this.byKey.values()) for (const read of readers) read();
  }
}
