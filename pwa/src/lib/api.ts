/** The gateway's API, as its OpenAPI document types it. Returns what was asked for, or throws `Refused` or `Unreachable`. */

import createClient from "openapi-fetch";
import type { Problem, paths } from "@/gen/schema";
import { Refused, Unreachable } from "./problem";

const SECONDS = 20;

async function reach(request: Request): Promise<Response> {
  const patience = AbortSignal.timeout(SECONDS * 1000);
  try {
    const answer = await fetch(request, { signal: AbortSignal.any([request.signal, patience]) });
    if (answer.ok && request.headers.has("Idempotency-Key")) acted.dispatchEvent(new Event("change"));
    return answer;
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new Unreachable("no answer", { cause: error });
  }
}

export const api = createClient<paths>({ baseUrl: "/", fetch: reach });

/** `change`: the person has changed something. */
export const acted = new EventTarget();

/** Heard by whoever shows the door, when a session is over. */
export const signedOut = new EventTarget();

/** What a good answer holds; throws what a bad one says. */
export async function answerOf<T>(
  asked: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await asked;
  if (response.ok) return data as T;
  throw answered(new Refused(isProblem(error) ? error : unknownProblem(response)));
}

/** Whoever is refused because their session is over is shown the door. */
export function answered(refused: Refused): Refused {
  if (refused.slug === "not-signed-in") signedOut.dispatchEvent(new Event("over"));
  return refused;
}

export function isProblem(error: unknown): error is Problem {
  return typeof error === "object" && error !== null && "type" in error && "detail" in error;
}

export function unknownProblem({ status, statusText, url }: Pick<Response, "status" | "statusText" | "url">): Problem {
  return {
    type: "/problems/unknown",
    title: statusText,
    status,
    detail: statusText,
    instance: url,
    request_id: "",
    errors: null,
  };
}
