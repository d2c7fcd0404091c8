/** One HTTP request for the stream, from its connecting to its end. What to do about the end is not its business. */

import { createParser } from "eventsource-parser";
import { type Frame, frameOf } from "./frames";

/** Why an attempt came to its end. A `status` is the gateway's; `retryAfter` is in milliseconds. */
export type End =
  | { kind: "closed" | "failed" | "silent" | "buffered" | "foreign" }
  | { kind: "status"; status: number; retryAfter: number };

export interface AttemptListener {
  onFrame(attempt: Attempt, frame: Frame, id: string | undefined): void;
  onEnd(attempt: Attempt, end: End): void;
}

export const CONNECT_MS = 10_000;
export const HELLO_MS = 5_000;

export class Attempt {
  readonly openedAt = performance.now();
  lastByteAt = this.openedAt;
  helloAt: number | null = null;
  /** The number of the last event frame on this connection. */
  n = 0;
  /** The gateway has said goodbye: its end is no failure. */
  leaving = false;

  private readonly abort = new AbortController();
  private readonly listener: AttemptListener;
  private over = false;

  constructor(url: string, listener: AttemptListener) {
    this.listener = listener;
    void this.run(url).then(
      (end) => this.end(end),
      () => this.end({ kind: "failed" }),
    );
  }

  /** Ends it; its listener hears nothing more. */
  drop(): void {
    this.over = true;
    this.abort.abort();
  }

  end(end: End): void {
    if (this.over) return;
    this.drop();
    this.listener.onEnd(this, end);
  }

  private async run(url: string): Promise<End> {
    const connecting = setTimeout(() => this.end({ kind: "failed" }), CONNECT_MS);
    const response = await fetch(url, {
      headers: { Accept: "text/event-stream" },
      cache: "no-store",
      signal: this.abort.signal,
    }).finally(() => clearTimeout(connecting));
    if (response.status !== 200) return statusOf(response);
    // A captive portal answers 200 to everything.
    if (!response.headers.get("Content-Type")?.startsWith("text/event-stream") || !response.body) {
      return { kind: "foreign" };
    }
    const greeting = setTimeout(() => this.end({ kind: "buffered" }), HELLO_MS);
    try {
      return await this.read(response.body, () => clearTimeout(greeting));
    } finally {
      clearTimeout(greeting);
    }
  }

  private async read(body: ReadableStream<Uint8Array>, greeted: () => void): Promise<End> {
    const parser = createParser({
      onEvent: ({ event, data, id }) => {
        const frame = this.over ? null : frameOf(event, data);
        if (frame?.event === "hello") {
          this.helloAt = performance.now();
          greeted();
        }
        if (frame) this.listener.onFrame(this, frame, id);
      },
    });
    const decoder = new TextDecoder();
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { kind: "closed" };
      this.lastByteAt = performance.now();
      parser.feed(decoder.decode(value, { stream: true }));
    }
  }
}

function statusOf(response: Response): End {
  const seconds = Number(response.headers.get("Retry-After"));
  return { kind: "status", status: response.status, retryAfter: Number.isFinite(seconds) ? seconds * 1000 : 0 };
}
