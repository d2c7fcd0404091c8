/** Who is there and who is typing, as the stream tells in passing. What is not said again is soon not so any more. */

import type { PersonPresence } from "@/gen/schema";
import type { Ephemeral } from "@/live/frames";

const TYPES_FOR_MS = 5_000;
/** Colleagues are told again every 20 seconds at the least. */
const BELIEVED_MS = 45_000;

export class WhoIsThere {
  private readonly seenAt = new Map<string, number>();
  private readonly typingUntil = new Map<string, Map<string, number>>();
  private readonly readers = new Set<() => void>();

  heard(word: Ephemeral, now = Date.now()): void {
    const { person_id: person } = word as unknown as { person_id: string };
    if (word.type === "presence") this.present(word as unknown as PersonPresence, now);
    else if (word.type === "typing") {
      const conversation = (word as unknown as { conversation_id: string }).conversation_id;
      const typing = this.typingUntil.get(conversation) ?? new Map<string, number>();
      this.typingUntil.set(conversation, typing.set(person, now + TYPES_FOR_MS));
      setTimeout(() => this.tell(), TYPES_FOR_MS + 1);
    } else return;
    this.tell();
  }

  /** By this clock: that of the server may go differently. */
  present({ person_id: person, visible }: PersonPresence, now = Date.now()): void {
    if (visible) this.seenAt.set(person, now);
    else this.seenAt.delete(person);
  }

  all(people: readonly PersonPresence[]): void {
    this.seenAt.clear();
    for (const one of people) this.present(one);
    this.tell();
  }

  /** Who has said something has stopped typing it. */
  said(conversationId: string, personId: string): void {
    if (this.typingUntil.get(conversationId)?.delete(personId)) this.tell();
  }

  isHere(personId: string, now = Date.now()): boolean {
    return now - (this.seenAt.get(personId) ?? -Infinity) < BELIEVED_MS;
  }

  typing(conversationId: string, now = Date.now()): string[] {
    const typing = [...(this.typingUntil.get(conversationId) ?? [])];
    return typing.filter(([, until]) => until > now).map(([person]) => person);
  }

  forget(): void {
    this.seenAt.clear();
    this.typingUntil.clear();
  }

  subscribe(reader: () => void): () => void {
    this.readers.add(reader);
    return () => void this.readers.delete(reader);
  }

  private tell(): void {
    for (const read of this.readers) read();
  }
}
