/** The page that `probsym reconstruct --page` writes: reads its data block and shows it. */

import "./style.css";
import { readPageData } from "./page-data";
import { h } from "./ui/dom";
import { Viewer } from "./viewer";

const root = document.getElementById("viewer")!;
try {
  const data = readPageData(document.getElementById("photos")!.textContent);
  const photos = data.photos.map((factors, index) => ({ ...data.thumbnails[index], factors }));
  const models = data.model.includes(", ") ? "models" : "model"; // a joined page names those of all its photos
  new Viewer(root, photos, {
    footer: `Made with ${data.madeBy} and the ${models} ${data.model}. This page makes no network requests.`,
  });
} catch (error) {
  root.replaceChildren(
    h("p", { class: "failure", role: "alert" }, `This page cannot be shown: ${(error as Error).message}.`),
  );
}
