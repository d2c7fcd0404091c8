import { QueryClientProvider } from "@tanstack/preact-query";
import { render } from "preact";
import "@/app/app.css";
import { App } from "@/app/app";
import { sayWhatIsNotSaved } from "@/app/not-saved";
import { fetchEarly } from "@/app/shell";
import { keepUpToDate } from "@/lib/updates";
import { arriveAgain } from "@/data/person-here";
import { queries } from "@/data/stores";
import { keepInstallOffer } from "@/lib/install";
import { followTheme } from "@/lib/theme";

fetchEarly();
followTheme();
keepInstallOffer();
sayWhatIsNotSaved();
arriveAgain();
render(
  <QueryClientProvider client={queries}>
    <App />
  </QueryClientProvider>,
  document.getElementById("app")!,
);
if (import.meta.env.PROD) void keepUpToDate();
