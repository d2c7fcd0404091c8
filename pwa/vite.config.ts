import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import { licences } from "./build/licences.mjs";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  resolve: { alias: { "@": `${import.meta.dirname}/src` } },
  // Nothing inline: the content security policy allows no data: and no script in the page.
  build: {
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // A few files instead of thirty small ones: by HTTP/1.1, each six of them cost a journey to the server and back.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "libraries", tags: ["$initial"], test: /node_modules/, priority: 3 },
            { name: "app", tags: ["$initial"], priority: 2 },
            { name: "parts", minShareCount: 3, priority: 1 },
          ],
        },
      },
    },
  },
  plugins: [
    tailwindcss(),
    licences(["tailwindcss", "idb", "workbox-core", "workbox-precaching", "workbox-routing"]),
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
