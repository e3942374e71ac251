/** Says in the app's page that it may load its own files and nothing else, and records what it was built from. */

import { createHash } from "node:crypto";
import type { Plugin } from "vite";
import { sourceHash } from "./source-hash.ts";

const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'", // the networks' runtime is WebAssembly
  "worker-src blob:", // such a worker has the page's policy
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'", // models and the runtime; a photo could go nowhere else
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

export function appPage(root: string): Plugin {
  return {
    name: "app-page",
    enforce: "post",
    generateBundle(_, bundle) {
      const page = bundle["index.html"];
      if (page?.type !== "asset") throw new Error("expected index.html");
      page.source = String(page.source)
        .replace("<head>", `<head>\n    <meta http-equiv="Content-Security-Policy" content="${POLICY}" />`)
        .replaceAll(" crossorigin", ""); // it is all of one origin
      const files = Object.fromEntries(
        Object.values(bundle)
          .map((file) => [file.fileName, digest(file.type === "chunk" ? file.code : file.source)] as const)
          .sort(([one], [other]) => (one < other ? -1 : 1)),
      );
      const record = { source_sha256: sourceHash(root, ["app", "vite.app.config.ts"]), files };
      this.emitFile({ type: "asset", fileName: "build.json", source: `${JSON.stringify(record, null, 2)}\n` });
    },
  };
}

function digest(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
