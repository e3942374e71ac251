import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { inline } from "./plugins/inline";
import { sourceHash } from "./plugins/source-hash";

const root = fileURLToPath(new URL(".", import.meta.url));

export default defineConfig({
  root,
  base: "./",
  build: {
    target: "es2022",
    outDir: process.env.VIEWER_OUT ?? "../src/probsym/viewer/built",
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
      generateBundle() {
        this.emitFile({ type: "asset", fileName: "build.json", source: `${JSON.stringify({ source_sha256: sourceHash(root) }, null, 2)}\n` });
      },
    },
  ],
});
