/** What may be wrong with what was typed, by the code of the fault; and why something was refused, by its slug. English. */
export interface Faults {
  codes: Record<string, string>;
  problems: Record<string, string>;
  /** Of several in one field, one a line. */
  inLine: (line: number, what: string) => string;
}

export const faults: Faults = {
  codes: {
    required: "This must not be empty.",
    length: "This is too short or too long.",
    "password.length": "A password needs 8 to 200 characters.",
    "new_password.length": "A password needs 8 to 200 characters.",
    too_long: "This is too long.",
    too_many: "These are too many.",
    characters: "This has a character that cannot be kept.",
    unprintable: "This has a character that cannot be kept.",
    phone: "This is not a phone number.",
    email: "This is not an e-mail address.",
    common: "This is among the first that anybody would guess. Choose another one.",
    context: "This is made of your name, e-mail or team. Choose another one.",
    wrong: "This is not your password.",
    time_zone: "This is not a time zone.",
    country: "This is not a country.",
    owner: "This is nobody in your team.",
  },
  // What the server says in English is good enough.
  problems: {},
  inLine: (line, what) => `Line ${line}: ${what}`,
};
