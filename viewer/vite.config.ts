import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { inline } from "./plugins/inline.ts";
import { sourceHash } from "./plugins/source-hash.ts";

const root = fileURLToPath(new URL(".", import.meta.url));

export default defineConfig({
  root,
  base: "./",
  build: {
    target: "es2022",
    outDir: process.env.VIEWER_OUT ?? "../src/probsym/web/built",
    emptyOutDir: true,
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
  },
  plugins: [
    inline(),
    {
      name: "build-record",
      enforce: "post", // what inline() counts must not include it
      generateBundle(_, bundle) {
        const page = bundle["index.html"];
        const source = page.type === "asset" ? page.source : "";
        const record = {
          source_sha256: sourceHash(root),
          page_sha256: createHash("sha256").update(source).digest("hex"),
        };
        this.emitFile({ type: "asset", fileName: "build.json", source: `${JSON.stringify(record, null, 2)}\n` });
      },
    },
  ],
});
