import { defineConfig } from "vitest/config";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  resolve: { alias: { "@": `${import.meta.dirname}/src` } },
  test: { include: ["tests/unit/**/*.test.{ts,tsx}"], environment: "happy-dom" },
});
