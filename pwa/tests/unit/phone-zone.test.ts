import { describe, expect, it } from "vitest";
import { hourOfRest, thereNow, zoneOf } from "@/lib/phone-zone";

describe("the time where a number belongs", () => {
  it.each([
    ["+46701234567", "Europe/Stockholm"],
    ["+358401234567", "Europe/Helsinki"],
    ["+81312345678;ext=4", "Asia/Tokyo"],
    ["+12125550100", null],
    ["+61412345678", null],
    ["+7495123456", null],
  ])("of %s is that of %s", (phone, zone) => {
    expect(zoneOf(phone)).toBe(zone);
  });

  it("says the hour there, and whether that is one to rest", () => {
    const noon = new Date("2026-11-27T12:00:00Z");

    expect(thereNow("+46701234567", noon)).toEqual({ zone: "Europe/Stockholm", place: "Stockholm", hour: 13 });
    expect(thereNow("+81312345678", noon)).toMatchObject({ place: "Tokyo", hour: 21 });
    expect([4, 6, 8, 19, 20].map((hour) => hourOfRest({ hour }))).toEqual(["late", "early", null, null, "late"]);
  });

  it("is known of every country in the table", () => {
    const codes = ["84", "380", "383", "54", "357", "886"];

    expect(codes.map((code) => thereNow(`+${code}123456789`, new Date())).filter((there) => there === null)).toEqual([]);
  });
});
