/** How far a browser has seen: the deployment's epoch and the last position of each service's journal. */
export class Cursor {
  readonly epoch: string;
  private readonly positions: ReadonlyMap<string, number>;

  private constructor(epoch: string, positions: ReadonlyMap<string, number>) {
    this.epoch = epoch;
    this.positions = positions;
  }

  /** `7f3a;chat:812,contacts:40`. */
  static parse(text: string): Cursor | null {
    const [epoch, vector, ...more] = text.split(";");
    if (!epoch || vector === undefined || more.length > 0) return null;
    const positions = new Map<string, number>();
    for (const one of vector.split(",")) {
      const found = /^([a-z]+):(\d+)$/.exec(one);
      if (!found) return null;
      positions.set(found[1]!, Number(found[2]));
    }
    return new Cursor(epoch, positions);
  }

  has(service: string, position: number): boolean {
    return position <= (this.positions.get(service) ?? -1);
  }

  /** Whether all that the other one has seen has been seen here. */
  covers(other: Cursor): boolean {
    return this.epoch === other.epoch && [...other.positions].every(([service, position]) => this.has(service, position));
  }

  /** With what both have seen: it never goes back. */
  with(other: Cursor): Cursor {
    if (other.epoch !== this.epoch) return other;
    const positions = new Map(this.positions);
    for (const [service, position] of other.positions) if (!this.has(service, position)) positions.set(service, position);
    return new Cursor(this.epoch, positions);
  }

  /** One more event of a service has been seen. */
  at(service: string, position: number): Cursor {
    return this.has(service, position) ? this : new Cursor(this.epoch, new Map(this.positions).set(service, position));
  }

  toString(): string {
    const sorted = [...this.positions].toSorted(([one], [other]) => (one < other ? -1 : 1));
    return `${this.epoch};${sorted.map(([service, position]) => `${service}:${position}`).join(",")}`;
  }
}
