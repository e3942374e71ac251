/** One number for all that the built page is made from; `tests/web/test_build.py` computes the same. */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Files and folders of the source, below the folder of this project. Tests and settings of editors are no part of it.
 */
const SOURCES = [
  "index.html",
  "package-lock.json",
  "package.json",
  "plugins",
  "src",
  "tsconfig.json",
  "vite.config.ts",
];

export function sourceHash(root: string, more: readonly string[] = []): string {
  const hash = createHash("sha256");
  for (const path of [...SOURCES, ...more].flatMap((name) => filesBelow(root, name)).sort()) {
    hash.update(`${path}\0`).update(readFileSync(join(root, path))).update("\0");
  }
  return hash.digest("hex");
}

function filesBelow(root: string, path: string): string[] {
  if (path.includes(".")) return [path];
  return readdirSync(join(root, path), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(root, `${path}/${entry.name}`) : [`${path}/${entry.name}`],
  );
}
