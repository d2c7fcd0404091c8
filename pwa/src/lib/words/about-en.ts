export const about = {
  title: "About QERO",
  lead: "A CRM for people who call people. Contacts and calls are the team's; what you plan is yours alone.",
  version: "This version",
  build: (mark: string) => `Build ${mark}`,
  noBuild: "Not built: run from its sources",
  state: {
    "not yet": "QERO looks for a newer one by itself, each hour and when you come back.",
    looking: "Looking …",
    fetching: "A newer version is on its way.",
    newest: "This is the newest version.",
    failed: "It could not be asked for. Try again when you are online.",
    ready: "A newer version is ready.",
  },
  look: "Look for a newer version",
  more: "More about it",
  api: "Documentation of the API",
  licences: "Open source that is part of QERO",
};
