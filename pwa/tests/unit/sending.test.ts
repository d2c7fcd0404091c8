import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { arrive, depart } from "@/data/person-here";
import { edit, forget, logCall, outbox, plan, retry } from "@/data/sending";
import { mySettings, queries } from "@/data/stores";
import { withEdits } from "@/data/waiting";
import type { Contact } from "@/gen/schema";

const KALLE = { kind: "contact", id: "7", name: "Kalle", notes: "old", version: 3 } as Contact;
const NOTHING = { status: null, follow_up_at: null, follow_up_note: "" };

interface Asked {
  method: string;
  path: string;
  key: string | null;
  version: string | null;
  body: Record<string, unknown>;
}

/** What changes anything at the gateway; all else is not there. Its answers come from the test, one after the other. */
class Gateway {
  readonly asked: Asked[] = [];
  readonly answers: (() => Response)[] = [];

  fetch = async (request: Request): Promise<Response> => {
    if (request.method === "GET") return problem(404, "not-found");
    const { headers } = request;
    const { pathname } = new URL(request.url);
    const body = (await request.json()) as Asked["body"];
    this.asked.push({ method: request.method, path: pathname, key: headers.get("Idempotency-Key"), version: headers.get("If-Match"), body });
    const answer = this.answers.shift();
    if (!answer) throw new TypeError("no network");
    return answer();
  };
}

const json = (body: object, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
const saved = (body: object) => () => json(body);
const problem = (status: number, slug: string, facts: object = {}) =>
  json({ type: `/problems/${slug}`, title: slug, status, detail: `${slug}.`, instance: "", request_id: "", errors: null, ...facts }, status);
const lost = () => {
  throw new TypeError("the answer did not come");
};

describe("what is done", () => {
  let gateway: Gateway;
  const again = async () => {
    outbox.sendAll();
    await expect.poll(() => outbox.all().filter(({ refusal }) => refusal === null)).toEqual([]);
  };

  beforeEach(() => {
    gateway = new Gateway();
    vi.stubGlobal("fetch", gateway.fetch);
    queries.clear();
    arrive("ann");
  });
  afterEach(() => {
    depart();
    mySettings.forgetAll();
    vi.unstubAllGlobals();
  });

  it("is sent on top of what is known, and rebased where that has changed meanwhile", async () => {
    mySettings.arrived("contact", "7", { ...NOTHING, version: 4 });
    const current = { ...NOTHING, follow_up_note: "from my telephone", version: 6 };
    gateway.answers.push(
      () => problem(412, "version-mismatch", { current }),
      saved({ ...current, status: "hot", version: 7 }),
    );

    await plan("contact", "7", { status: "hot" });

    expect(gateway.asked.map(({ version, body }) => [version, body])).toEqual([
      ['"4"', { status: "hot" }],
      ['"6"', { status: "hot" }],
    ]);
    expect(mySettings.seen("contact", "7")).toMatchObject({ status: "hot", follow_up_note: "from my telephone", version: 7 });
    expect(gateway.asked[0]!.key).toBe(gateway.asked[1]!.key);
  });

  it("is the very same request again when its answer was lost, though more is known by then", async () => {
    mySettings.arrived("contact", "7", { ...NOTHING, version: 4 });
    gateway.answers.push(lost);
    await plan("contact", "7", { status: "hot" });
    mySettings.arrived("contact", "7", { ...NOTHING, status: "hot", version: 5 });
    gateway.answers.push(saved({ ...NOTHING, status: "hot", version: 5 }));

    await again();

    expect(gateway.answers).toEqual([]);
    for (const asked of gateway.asked) expect(asked).toEqual(gateway.asked[0]);
  });

  it("is taken back by one layer when it is refused, and lies over it again when it is tried once more", async () => {
    mySettings.arrived("contact", "7", { ...NOTHING, status: "working", version: 1 });
    gateway.answers.push(() => problem(500, "internal"));
    await plan("contact", "7", { status: "hot" });
    expect(mySettings.seen("contact", "7").status).toBe("working");

    gateway.answers.push(saved({ ...NOTHING, status: "hot", version: 2 }));
    const again = retry(outbox.all()[0]!);
    expect(mySettings.seen("contact", "7").status).toBe("hot");
    await again;

    await expect.poll(() => outbox.all()).toEqual([]);
    expect(gateway.asked[1]!.key).toBe(gateway.asked[0]!.key);
  });

  it("makes what was refused before pointless", async () => {
    gateway.answers.push(() => problem(500, "internal"), saved({ ...NOTHING, status: "working", version: 2 }));
    await plan("contact", "7", { status: "hot" });

    await plan("contact", "7", { status: "working" });

    await expect.poll(() => outbox.all()).toEqual([]);
  });

  it("says when a call was, not when it is sent", async () => {
    await logCall(KALLE, { outcome: "connected", note: "" });
    const [{ at }] = outbox.all() as [{ at: string }];
    gateway.answers.push(() => json({ id: "1", contact_id: "7" }, 201));

    await again();

    expect(gateway.asked.map(({ body }) => body["called_at"])).toEqual([at, at]);
  });

  it("on top of what waits itself goes on from what that has become", async () => {
    queries.setQueryData(["contact", "contact", "7"], KALLE);
    await edit(KALLE, { notes: "new" }, "key-1");
    await edit(KALLE, { name: "Karl" }, "key-2");
    expect(withEdits(KALLE, outbox.all())).toMatchObject({ notes: "new", name: "Karl" });
    const answer = { ...KALLE, notes: "new", my: { ...NOTHING, version: 0 } };
    gateway.answers.push(saved({ ...answer, version: 4 }), saved({ ...answer, name: "Karl", version: 5 }));

    await again();

    expect(gateway.asked.map(({ key, version }) => [key, version]).slice(-2)).toEqual([
      ["key-1", '"3"'],
      ["key-2", '"4"'],
    ]);
  });

  it("is tried again on top of what a colleague made of it, or forgotten", async () => {
    queries.setQueryData(["contact", "contact", "7"], KALLE);
    gateway.answers.push(() => problem(412, "version-mismatch"));
    await edit(KALLE, { notes: "new" }, "key-1");
    queries.setQueryData(["contact", "contact", "7"], { ...KALLE, version: 9 });
    gateway.answers.push(() => problem(412, "version-mismatch"));
    expect(withEdits(KALLE, outbox.all()).notes).toBe("old");
    await retry(outbox.all()[0]!);
    await expect.poll(() => gateway.asked.map(({ version }) => version)).toEqual(['"3"', '"9"']);

    await expect.poll(() => outbox.all()[0]!.refusal).not.toBeNull();
    await forget(outbox.all()[0]!);

    expect(outbox.all()).toEqual([]);
  });
});
