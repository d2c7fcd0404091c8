import { describe, expect, it } from "vitest";
import { changed, faultOf, readAs } from "@/features/imports/mapping";

describe("a mapping", () => {
  it("may have several phones, e-mails and tags", () => {
    expect(faultOf(["name", "phone", "phone", "email", "email", "tags", "tags"])).toBeNull();
  });

  it("names the two columns that cannot both be one field", () => {
    expect(faultOf(["name", null, "name"])).toEqual({ field: "name", first: 0, second: 2 });
  });

  it.each(["name", "first_name", "last_name", "company"] as const)("is good when %s says who it is", (field) => {
    expect(faultOf([field, "phone"])).toBeNull();
  });

  it("needs a column that says who it is", () => {
    expect(faultOf(["phone", "email", null])).toBe("no-name");
  });

  it("changes in one place", () => {
    expect(changed(["name", null], 1, "phone")).toEqual(["name", "phone"]);
  });
});

describe("a first row", () => {
  const withHeader = { has_header: true, columns: ["Namn", "Tel"], sample: [["Kalle", "070"]] };
  const numbered = (number: number) => `Column ${number}`;

  it("that names the columns may be a row as well", () => {
    expect(readAs(withHeader, false, numbered)).toEqual({
      has_header: false,
      columns: ["Column 1", "Column 2"],
      sample: [["Namn", "Tel"], ["Kalle", "070"]],
    });
  });

  it("that is a row may name the columns, where it is not blank", () => {
    const without = { has_header: false, columns: ["Column 1", "Column 2"], sample: [["Namn", " "], ["Kalle", "070"]] };

    expect(readAs(without, true, numbered)).toEqual({ has_header: true, columns: ["Namn", "Column 2"], sample: [["Kalle", "070"]] });
  });

  it("stays as the server read it", () => {
    expect(readAs(withHeader, true, numbered)).toBe(withHeader);
  });
});
