import { describe, expect, it } from "vitest";
import { shownPhone, telOf } from "@/calling/phone";

describe("a phone number", () => {
  it.each([
    ["+46701234567", "+46 70 123 45 67"],
    ["+358401234567", "+358 40 123 45 67"],
    ["+12125550100", "+1 212 555 01 00"],
    ["+4722334455", "+47 22 33 44 55"],
    ["+442071234567;ext=12", "+44 207 123 45 67 ext. 12"],
  ])("%s is shown as %s", (phone, shown) => {
    expect(shownPhone(phone)).toBe(shown);
  });

  it("is dialled with its extension after a pause", () => {
    expect(telOf("+46701234567;ext=12")).toBe("tel:+46701234567,12");
  });
});
