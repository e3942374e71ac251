/** The page of `probsym app`. */

import "../src/style.css";
import "./app.css";
import { h } from "../src/ui/dom";
import { App } from "./app";
import { readAppData } from "./model";

try {
  new App(await readAppData());
} catch (error) {
  const words = `The app cannot start: ${(error as Error).message}.`;
  document.getElementById("viewer")!.replaceChildren(h("p", { class: "failure", role: "alert" }, words));
}
