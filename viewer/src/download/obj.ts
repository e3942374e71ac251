/** A mesh as a zip archive of mesh.obj, mesh.mtl and mesh.png. */

import { strToU8, zipSync } from "fflate";
import type { Mesh } from "./mesh";

const MATERIAL = "newmtl surface\nKa 1 1 1\nKd 1 1 1\nKs 0 0 0\nillum 1\nmap_Kd mesh.png\n";

export function encodeObjZip(mesh: Mesh): Uint8Array<ArrayBuffer> {
  const whenever = new Date(1980, 0, 1); // the same mesh makes the same archive
  return zipSync(
    {
      "mesh.obj": strToU8(objText(mesh)),
      "mesh.mtl": strToU8(MATERIAL),
      "mesh.png": [mesh.texture, { level: 0 }],
    },
    { mtime: whenever },
  ) as Uint8Array<ArrayBuffer>;
}

export function objText({ vertices, normals, uv, faces }: Mesh): string {
  const lines = ["mtllib mesh.mtl", "o surface"];
  const put = (word: string, values: Float32Array, width: number, value = (x: number, _axis: number) => x) => {
    for (let at = 0; at < values.length; at += width) {
      const numbers = Array.from({ length: width }, (_, axis) => value(values[at + axis], axis).toFixed(6));
      lines.push(`${word} ${numbers.join(" ")}`);
    }
  };
  put("v", vertices, 3);
  put("vt", uv, 2, (x, axis) => (axis === 1 ? 1 - x : x)); // counted from the bottom
  put("vn", normals, 3);
  lines.push("usemtl surface");
  for (let at = 0; at < faces.length; at += 3) {
    const corners = [0, 1, 2].map((corner) => faces[at + corner] + 1).map((index) => `${index}/${index}/${index}`);
    lines.push(`f ${corners.join(" ")}`);
  }
  return `${lines.join("\n")}\n`;
}
