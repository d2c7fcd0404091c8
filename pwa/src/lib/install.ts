/** Installing, where a browser lets a page ask for it. Its offer comes once, before anybody looks: it is kept here. */

interface InstallOffer extends Event {
  prompt(): Promise<{ outcome: "accepted" | "dismissed" }>;
}

let offer: InstallOffer | null = null;
/** `change`: can be installed now, or no more. */
export const installs = new EventTarget();

export function canInstall(): boolean {
  return offer !== null;
}

/** Asks the person, by the browser's own window; in their tap. */
export async function install(): Promise<void> {
  await offer?.prompt();
  // It can be asked with once.
  keep(null);
}

function keep(one: InstallOffer | null): void {
  offer = one;
  installs.dispatchEvent(new Event("change"));
}

export function keepInstallOffer(): void {
  addEventListener("beforeinstallprompt", (event) => {
    // The app shows its own card, at a better moment.
    event.preventDefault();
    keep(event as InstallOffer);
  });
  addEventListener("appinstalled", () => keep(null));
}
