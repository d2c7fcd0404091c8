import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Seen } from "@/data/seen";
import { after, begin, end, look } from "./live-parts";
import { openBrowser } from "./tabs";

const SECOND = 1_000;

describe("what is looked at in a browser with several tabs", () => {
  let said: { tab: string; visible: boolean; conversation: string | null }[];
  const open: Seen[] = [];
  const newTab = async (name: string) => {
    const seen = new Seen(() => ({ conn: "the one stream", cursor: null }));
    open.push(seen);
    seen.begin();
    seen.look(name);
    await after(2 * SECOND);
    return seen;
  };
  const focused = (is: boolean) => Object.defineProperty(document, "hasFocus", { value: () => is, configurable: true });

  beforeEach(() => {
    begin();
    openBrowser();
    said = [];
    vi.stubGlobal("fetch", async (request: Request) => {
      said.push((await request.json()) as (typeof said)[number]);
      return new Response(null, { status: 204 });
    });
  });
  afterEach(() => {
    for (const seen of open.splice(0)) seen.end();
    end();
  });

  it("is said by the tab that is typed into, though another one is in sight", async () => {
    focused(false);
    const beside = await newTab("beside");
    focused(true);
    await newTab("in front");
    focused(false);
    said.length = 0;

    beside.changed();
    await after(2 * SECOND);

    expect(said).toEqual([]);
  });

  it("is said by one in sight when nobody types into another", async () => {
    focused(false);
    const only = await newTab("in sight");
    said.length = 0;

    only.changed();
    await after(2 * SECOND);

    expect(said).toMatchObject([{ conn: "the one stream", visible: true, conversation: "in sight" }]);
  });

  it("is nothing when the last one is hidden, which says so at once", async () => {
    focused(true);
    await newTab("the last");
    said.length = 0;

    look("hidden");
    await after(0);

    expect(said).toMatchObject([{ visible: false, conversation: null }]);
  });

  it("is said by another tab soon when the one that was looked at ends without a word", async () => {
    focused(true);
    const ended = await newTab("ended");
    focused(false);
    await newTab("in sight");
    ended.end();
    said.length = 0;

    await after(25 * SECOND);

    expect(said.at(-1)).toMatchObject({ visible: true, conversation: "in sight" });
  });
});
