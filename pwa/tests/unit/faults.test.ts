import { describe, expect, it } from "vitest";
import { faultsIn } from "@/lib/faults";
import { chooseLanguage } from "@/lib/language";
import { Refused } from "@/lib/problem";
import { sentenceOf } from "@/lib/sentence";

const refused = (slug: string, errors: { field: string; code: string; detail: string }[] = []) =>
  new Refused({ type: `/problems/${slug}`, title: "", status: 422, detail: "As the server says.", instance: "", request_id: "", errors });

describe("what is wrong", () => {
  it("is said in the person's language by its field", () => {
    chooseLanguage("sv");

    expect(faultsIn(refused("invalid", [{ field: "email", code: "email", detail: "email is none." }])).get("email")).toBe(
      "Det här är ingen e-postadress.",
    );
  });

  it("with one of several names its line", () => {
    chooseLanguage("en");

    expect(faultsIn(refused("invalid", [{ field: "phones.1", code: "phone", detail: "" }])).get("phones")).toBe(
      "Line 2: This is not a phone number.",
    );
  });

  it("is said as the server says it where nobody has other words", () => {
    chooseLanguage("sv");

    expect(faultsIn(refused("invalid", [{ field: "name", code: "new", detail: "name is new." }])).get("name")).toBe("name is new.");
    expect(sentenceOf(refused("of-tomorrow"))).toBe("As the server says.");
  });

  it("with a whole file is said by its reason", () => {
    chooseLanguage("sv");

    expect(sentenceOf(refused("import-refused", [{ field: "file", code: "empty", detail: "The file is empty." }]))).toBe("Filen är tom.");
  });

  it("is nothing when nobody could be asked", () => {
    expect(faultsIn(new Error("no answer")).size).toBe(0);
  });
});
