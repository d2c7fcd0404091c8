/** What tabs of one browser have together, as tests of several tabs in one process need it: locks and channels. */

import { vi } from "vitest";

type Act = () => Promise<void>;

interface Request {
  act: Act;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Exclusive ones, given in turn; with `steal`, taken away. */
class Locks {
  private readonly holders = new Map<string, Request>();
  private readonly queues = new Map<string, Request[]>();

  request(name: string, ...asked: [{ steal?: boolean; signal?: AbortSignal }, Act] | [Act]): Promise<void> {
    const [options, act] = asked.length === 1 ? [{}, asked[0]] : asked;
    return new Promise((resolve, reject) => {
      const request = { act, resolve, reject };
      const queue = this.queues.get(name) ?? [];
      this.queues.set(name, queue);
      if (options.steal) {
        this.holders.get(name)?.reject(new DOMException("stolen", "AbortError"));
        this.give(name, request);
        return;
      }
      queue.push(request);
      options.signal?.addEventListener("abort", () => {
        const place = queue.indexOf(request);
        if (place < 0) return;
        queue.splice(place, 1);
        reject(new DOMException("given up", "AbortError"));
      });
      if (!this.holders.has(name)) this.next(name);
    });
  }

  private give(name: string, request: Request): void {
    this.holders.set(name, request);
    void Promise.resolve()
      .then(request.act)
      .then(request.resolve)
      .finally(() => this.holders.get(name) === request && this.next(name));
  }

  private next(name: string): void {
    this.holders.delete(name);
    const request = this.queues.get(name)?.shift();
    if (request) this.give(name, request);
  }
}

/** Each hears what the others say, in the next moment. */
class Channel extends EventTarget {
  static readonly all = new Set<Channel>();
  /** What a tab that sleeps is not told. */
  static readonly deaf = new Set<Channel>();
  private readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
    Channel.all.add(this);
  }

  postMessage(data: unknown): void {
    const said = structuredClone(data);
    for (const other of Channel.all) {
      if (other === this || other.name !== this.name) continue;
      void Promise.resolve().then(() => {
        if (Channel.all.has(other) && !Channel.deaf.has(other) && !Channel.deaf.has(this)) {
          other.dispatchEvent(new MessageEvent("message", { data: said }));
        }
      });
    }
  }

  close(): void {
    Channel.all.delete(this);
  }
}

export function openBrowser(): void {
  Channel.all.clear();
  Channel.deaf.clear();
  Object.defineProperty(navigator, "locks", { value: new Locks(), configurable: true });
  vi.stubGlobal("BroadcastChannel", Channel);
}

export function closeBrowser(): void {
  Object.defineProperty(navigator, "locks", { value: null, configurable: true });
}

/** Of the tabs that were opened, in their order: it neither says nor hears anything any more, until it awakes. */
export function sleep(tab: number): { awake: () => void } {
  const channel = [...Channel.all][tab]!;
  Channel.deaf.add(channel);
  return { awake: () => void Channel.deaf.delete(channel) };
}
