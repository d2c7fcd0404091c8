/** Whose work the app is made of, and by which licence: each asks to be named wherever it goes. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const NAME = "licences.txt";
const PACKAGE = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//;
const RULE = "\n\n----------------------------------------\n\n";

/** Writes them beside the app. `also` are packages that are built in elsewhere. */
export function licences(also) {
  return {
    name: "licences",
    apply: "build",
    generateBundle(_options, bundle) {
      const folders = new Map(also.map((name) => [name, join(import.meta.dirname, "..", "node_modules", name)]));
      for (const chunk of Object.values(bundle)) {
        for (const id of chunk.type === "chunk" ? chunk.moduleIds : []) {
          const [, folder, name] = PACKAGE.exec(id) ?? [];
          if (folder && name) folders.set(name, folder);
        }
      }
      const source = [...folders].sort().map(([name, folder]) => noticeOf(name, folder)).join(RULE);
      this.emitFile({ type: "asset", fileName: NAME, source: `${source}\n` });
    },
  };
}

function noticeOf(name, folder) {
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  const text = file ? readFileSync(join(folder, file), "utf8").trim() : "";
  return `${name} ${version} (${license})\n\n${text}`.trim();
}
