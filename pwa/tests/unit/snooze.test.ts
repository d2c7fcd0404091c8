import { describe, expect, it } from "vitest";
import { instantOf, snoozeOptions, wallText } from "@/lib/snooze";

const STOCKHOLM = "Europe/Stockholm";

function offered(now: string, zone = STOCKHOLM): Record<string, string> {
  return Object.fromEntries(snoozeOptions(new Date(now), zone).map(({ key, at }) => [key, wallText(at, zone)]));
}

describe("snooze options", () => {
  it("are moments on the person's wall clock", () => {
    expect(offered("2026-11-25T08:30:00Z")).toEqual({
      hour: "2026-11-25T10:30",
      afternoon: "2026-11-25T15:00",
      tomorrow: "2026-11-26T09:00",
      two_days: "2026-11-27T09:00",
      monday: "2026-11-30T09:00",
      month: "2026-12-25T09:00",
    });
  });

  it("offer the afternoon until 13:00", () => {
    expect(offered("2026-11-25T11:59:00Z")).toHaveProperty("afternoon");
    expect(offered("2026-11-25T12:00:00Z")).not.toHaveProperty("afternoon");
  });

  it("roll from a weekend to Monday, and call it so, once", () => {
    expect(offered("2026-11-27T18:00:00Z")).toEqual({
      hour: "2026-11-27T20:00",
      monday: "2026-11-30T09:00",
      month: "2026-12-28T09:00",
    });
  });

  it("mean the next Monday on a Monday", () => {
    expect(offered("2026-11-30T07:00:00Z")["monday"]).toBe("2026-12-07T09:00");
  });

  it("end a month early where the next one is shorter", () => {
    expect(offered("2026-01-30T09:00:00Z")["month"]).toBe("2026-03-02T09:00");
    expect(offered("2025-03-31T09:00:00Z")["month"]).toBe("2025-04-30T09:00");
  });

  it.each([
    ["spring", "2026-03-28T20:00:00Z", "2026-03-30T07:00:00.000Z"],
    ["autumn", "2026-10-23T20:00:00Z", "2026-10-26T08:00:00.000Z"],
  ])("keep nine o'clock over the change in %s", (_season, now, monday) => {
    const at = snoozeOptions(new Date(now), STOCKHOLM).find(({ at: moment }) => wallText(moment, STOCKHOLM).endsWith("09:00"));
    expect(at?.at.toISOString()).toBe(monday);
  });

  it("count by the person's zone, not the browser's", () => {
    expect(offered("2026-11-25T23:30:00Z", "Asia/Tokyo")["tomorrow"]).toBe("2026-11-27T09:00");
  });
});

describe("a picked moment", () => {
  it("is the same on the way back", () => {
    for (const text of ["2026-03-29T03:30", "2026-10-25T12:00", "2026-07-01T00:00"]) {
      expect(wallText(instantOf(text, STOCKHOLM)!, STOCKHOLM)).toBe(text);
    }
  });
});
