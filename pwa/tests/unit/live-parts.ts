/** A gateway's stream, and a browser that sleeps and wakes, as tests of the live stream lead them. Time is the test's. */

import { vi } from "vitest";
import type { Ephemeral, LiveEvent } from "@/live/frames";
import type { Listener, LiveState } from "@/live/live-stream";

export const cursorAt = (chat: number, epoch = "e") => `${epoch};chat:${chat}`;

export function eventAt(position: number, n = position): LiveEvent & { n: number } {
  return { n, service: "chat", position, event_id: `event ${position}`, type: "message_posted", at: "", data: {} };
}

/** What a page was told. */
export class Page implements Listener {
  readonly events: string[] = [];
  readonly words: Ephemeral[] = [];
  readonly resets: string[] = [];
  readonly states: LiveState[] = [];

  onEvent({ event_id }: LiveEvent): void {
    this.events.push(event_id);
  }

  onEphemeral(word: Ephemeral): void {
    this.words.push(word);
  }

  onReset(_services: string[], reason: string): void {
    this.resets.push(reason);
  }

  onState(state: LiveState): void {
    this.states.push(state);
  }
}

/** One request for the stream. */
export class Connection {
  readonly since: string | null;
  readonly padded: boolean;
  readonly at = performance.now();
  isAborted = false;
  /** By either side; or it never began. */
  isOver = false;
  private readonly writing: ReadableStreamDefaultController<Uint8Array>;
  readonly response: Response;

  constructor(url: URL, signal: AbortSignal | null | undefined) {
    this.since = url.searchParams.get("since");
    this.padded = url.searchParams.get("pad") === "1";
    let writing!: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void (writing = controller) });
    this.writing = writing;
    signal?.addEventListener("abort", () => {
      this.isAborted = true;
      this.close();
    });
    const headers = new Headers({ "Content-Type": "text/event-stream" });
    this.response = { status: 200, ok: true, headers, body } as Response;
  }

  send(event: string, data: object, id?: string): void {
    const lines = [`event: ${event}`, ...(id === undefined ? [] : [`id: ${id}`]), `data: ${JSON.stringify(data)}`, "", ""];
    this.writing.enqueue(new TextEncoder().encode(lines.join("\n")));
  }

  hello(position = 0): void {
    this.send("hello", { conn: `conn ${position}`, resumed: this.since !== null }, cursorAt(position));
  }

  event(position: number, n = position): void {
    this.send("event", eventAt(position, n), cursorAt(position));
  }

  beat(position: number, n: number): void {
    this.send("hb", { n, live: true }, cursorAt(position));
  }

  bye(reason: string, retryMs = 0): void {
    this.send("bye", { reason, retry_ms: retryMs });
  }

  /** Without a goodbye. */
  close(): void {
    this.isOver = true;
    try {
      this.writing.close();
    } catch {
      // It was closed before.
    }
  }
}

export class Gateway {
  readonly streams: Connection[] = [];
  readonly paths: string[] = [];
  /** What became of a request for the stream; by default it is answered and greeted. */
  onStream: (connection: Connection) => Response | Promise<Response> = (connection) => {
    connection.hello(this.head);
    return connection.response;
  };
  onEvents: (since: string | null) => object = (since) => ({ events: [], cursor: since ?? cursorAt(this.head), resets: [] });
  head = 0;

  fetch = async (asked: string | URL | Request, options?: RequestInit): Promise<Response> => {
    const url = new URL(String(asked), "http://qero.example");
    this.paths.push(url.pathname);
    if (url.pathname === "/api/events") {
      return { ok: true, status: 200, json: async () => this.onEvents(url.searchParams.get("since")) } as Response;
    }
    if (url.pathname !== "/api/stream") return { ok: true, status: 200 } as Response;
    const connection = new Connection(url, options?.signal);
    this.streams.push(connection);
    try {
      const response = await this.onStream(connection);
      connection.isOver ||= response !== connection.response;
      return response;
    } catch (error) {
      connection.isOver = true;
      throw error;
    }
  };

  get last(): Connection {
    return this.streams.at(-1)!;
  }

  get open(): number {
    return this.streams.filter(({ isOver }) => !isOver).length;
  }
}

export const answer = (status: number, headers: Record<string, string> = {}) =>
  ({ status, ok: false, headers: new Headers(headers), body: null }) as Response;

export function begin(): Gateway {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"] });
  const gateway = new Gateway();
  vi.stubGlobal("fetch", gateway.fetch);
  look("visible");
  return gateway;
}

export function end(): void {
  look("visible");
  vi.unstubAllGlobals();
  vi.useRealTimers();
}

export const after = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

export function look(state: "visible" | "hidden"): void {
  Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}
