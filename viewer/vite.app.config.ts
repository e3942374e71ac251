/** The page of `probsym app`: files beside each other, since the runtime of the networks is too big to be inlined. */

import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { appPage } from "./plugins/app-page.ts";

const root = fileURLToPath(new URL(".", import.meta.url));

export default defineConfig({
  root: `${root}app`,
  base: "./",
  build: {
    target: "es2022",
    outDir: process.env.APP_OUT ?? "../../src/probsym/web/built_app",
    emptyOutDir: true,
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 3000,
    rolldownOptions: {
      output: {
        entryFileNames: "app.js",
        chunkFileNames: "[name].js",
        assetFileNames: "[name][extname]",
        codeSplitting: false,
      },
    },
  },
  plugins: [appPage(root)],
});
