import type { about as en } from "./about-en";

export const about: typeof en = {
  title: "Om QERO",
  lead: "Ett CRM för den som ringer. Kontakter och samtal är lagets; det du planerar är bara ditt.",
  version: "Den här versionen",
  build: (mark) => `Bygge ${mark}`,
  noBuild: "Inte byggd: körs från källkoden",
  state: {
    "not yet": "QERO letar själv efter en nyare, varje timme och när du kommer tillbaka.",
    looking: "Letar …",
    fetching: "En nyare version är på väg.",
    newest: "Det här är den nyaste versionen.",
    failed: "Det gick inte att fråga. Försök igen när du är uppkopplad.",
    ready: "En nyare version är klar.",
  },
  look: "Leta efter en nyare version",
  more: "Mer om QERO",
  api: "API:ets dokumentation",
  licences: "Öppen källkod som ingår i QERO",
};
