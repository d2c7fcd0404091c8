import { describe, expect, it } from "vitest";
import type { Contact } from "@/data/kinds";
import { changesOf, differing, united } from "@/features/contacts/united";

const contact = (fields: Partial<Contact>): Contact => ({
  id: "1",
  kind: "contact",
  name: "",
  company: "",
  title: "",
  phones: [],
  emails: [],
  tags: [],
  owner_id: null,
  notes: "",
  last_called_at: null,
  created_at: "2026-01-01T00:00:00Z",
  created_by: "ann",
  updated_at: "2026-01-01T00:00:00Z",
  archived_at: null,
  version: 1,
  ...fields,
});

const ann = contact({ name: "Ann", company: "Nord", phones: ["+461", "+462"], notes: "Early" });
const anna = contact({ id: "2", name: "Anna", title: "CEO", phones: ["+462", "+463"], notes: "Late", tags: ["x"] });

describe("two that become one", () => {
  it("keep what the survivor says, and what only the other says", () => {
    expect(united(ann, anna, {})).toMatchObject({ id: "1", name: "Ann", company: "Nord", title: "CEO" });
  });

  it("have the phones and tags of both, each once", () => {
    expect(united(ann, anna, {})).toMatchObject({ phones: ["+461", "+462", "+463"], tags: ["x"] });
  });

  it.each([
    ["Early", "Late", "Early\n\nLate"],
    ["Early and Late", "Late", "Early and Late"],
    ["Late", "Early and Late", "Early and Late"],
    ["", "Late", "Late"],
  ])("have the notes of both: %j and %j", (one, other, both) => {
    expect(united(contact({ notes: one }), contact({ notes: other }), {}).notes).toBe(both);
  });

  it("ask only about what differs", () => {
    expect(differing(ann, anna)).toEqual(["name"]);
  });

  it("are told only what is to be the other's", () => {
    expect(changesOf(anna, { name: "other" })).toEqual({ name: "Anna" });
    expect(united(ann, anna, { name: "other" }).name).toBe("Anna");
  });
});
