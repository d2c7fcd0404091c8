import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  resolve: { alias: { "@": `${import.meta.dirname}/src` } },
  // Nothing inline: the content security policy allows no data: and no script in the page.
  build: { target: "es2023", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  plugins: [
    tailwindcss(),
    VitePWA({
      strategies: "injectManifest",
      srcDir: "service-worker",
      filename: "sw.ts",
      injectRegister: false,
      manifest: false,
      injectManifest: { globPatterns: ["**/*.{html,js,css,svg,webmanifest}", "icons/icon-192.png"] },
    }),
  ],
});
