import { QueryClientProvider } from "@tanstack/preact-query";
import { render } from "preact";
import "@/app/app.css";
import { App } from "@/app/app";
import { keepUpToDate, reloadWhenPartsAreGone } from "@/app/updates";
import { queries } from "@/data/stores";
import { keepInstallOffer } from "@/lib/install";
import { followTheme } from "@/lib/theme";

reloadWhenPartsAreGone();
followTheme();
keepInstallOffer();
render(
  <QueryClientProvider client={queries}>
    <App />
  </QueryClientProvider>,
  document.getElementById("app")!,
);
if (import.meta.env.PROD) void keepUpToDate();
