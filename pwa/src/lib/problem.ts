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
}

export class Unreachable extends Error {}
