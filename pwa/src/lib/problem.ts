/** A "no" of the gateway (RFC 9457), or no answer at all. */

import type { Problem } from "@/gen/schema";

export class Refused extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }

  /** `not-found` of `/problems/not-found`: it never changes. */
  get slug(): string {
    return this.problem.type.slice(this.problem.type.lastIndexOf("/") + 1);
  }

  /** What is wrong with one field, in the server's words. */
  fault(field: string): string | undefined {
    return this.problem.errors?.find((error) => error.field === field)?.detail;
  }
}

export class Unreachable extends Error {}
