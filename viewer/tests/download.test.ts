import { unzlibSync, unzipSync, strFromU8 } from "fflate";
import { createRequire } from "node:module";
import { expect, it, vi } from "vitest";
import { encodeGlb } from "../src/download/glb";
import { meshOf } from "../src/download/mesh";
import { encodeObjZip } from "../src/download/obj";
import { encodePng } from "../src/download/png";
import { fileStem } from "../src/download/save";
import { extendColours } from "../src/download/extend-colours";
import { surfaceOf } from "../src/surface";
import { bump } from "./bump";

const validator = createRequire(import.meta.url)("gltf-validator") as {
  validateBytes(bytes: Uint8Array): Promise<{ issues: { numErrors: number; numWarnings: number; messages: object[] } }>;
};
vi.setConfig({ testTimeout: 120_000 }); // a busy machine is no failure
const pixels = new Uint8Array(64 * 64 * 4).fill(255);
const mesh = meshOf(surfaceOf(bump(), 2), pixels, 64, false);

it("a mesh faces the viewer and lies where the object turns", () => {
  const [a, b, c] = [0, 1, 2].map((corner) =>
    mesh.vertices.subarray(mesh.faces[corner] * 3, mesh.faces[corner] * 3 + 3),
  );
  const z = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  expect(z).toBeGreaterThan(0);
  const [low, high] = [Math.min(...mesh.vertices), Math.max(...mesh.vertices)];
  expect(low).toBeGreaterThan(-1);
  expect(high).toBeLessThan(1);
  expect(Math.max(...mesh.faces)).toBe(mesh.vertices.length / 3 - 1);
});

it("a GLB is valid", async () => {
  const report = await validator.validateBytes(encodeGlb(mesh));
  expect(report.issues.messages).toEqual([]);
  expect([report.issues.numErrors, report.issues.numWarnings]).toEqual([0, 0]);
});

it("an OBJ comes with its material and texture, the same bytes each time", () => {
  const archive = encodeObjZip(mesh);
  expect(Buffer.compare(encodeObjZip(mesh), archive)).toBe(0); // toEqual looks at each byte for seconds
  const files = unzipSync(archive);
  expect(Object.keys(files).sort()).toEqual(["mesh.mtl", "mesh.obj", "mesh.png"]);
  const text = strFromU8(files["mesh.obj"]);
  expect(text.match(/^v /gm)).toHaveLength(mesh.vertices.length / 3);
  expect(text.match(/^f /gm)).toHaveLength(mesh.faces.length / 3);
  expect(strFromU8(files["mesh.mtl"])).toContain("map_Kd mesh.png");
});

it("a PNG holds its pixels", () => {
  const rgb = Uint8Array.from({ length: 2 * 3 * 3 }, (_, index) => index * 13);
  const png = encodePng(rgb, 3, 2);
  const view = new DataView(png.buffer);
  const data = png.subarray(8 + 25 + 13 + 8, 8 + 25 + 13 + 8 + view.getUint32(8 + 25 + 13));
  expect([...unzlibSync(data)]).toEqual([0, ...rgb.subarray(0, 9), 0, ...rgb.subarray(9)]);
});

it("a mesh ends smoothly at the silhouette", async () => {
  const cut = meshOf(surfaceOf(bump(32, 0.6), 4), pixels, 64, true);
  const uses = new Map<string, number>();
  for (let at = 0; at < cut.faces.length; at += 3) {
    for (const [a, b] of [[0, 1], [1, 2], [2, 0]]) {
      const edge = [cut.faces[at + a], cut.faces[at + b]].sort((x, y) => x - y).join(" ");
      uses.set(edge, (uses.get(edge) ?? 0) + 1);
    }
  }
  const outline = new Set(
    [...uses].filter(([, count]) => count === 1).flatMap(([edge]) => edge.split(" ").map(Number)),
  );
  const radii = [...outline].map((vertex) => {
    const [u, v] = [cut.uv[vertex * 2], cut.uv[vertex * 2 + 1]].map((share) => ((share * 32 - 0.5) / 31) * 2 - 1);
    return Math.hypot(u, v);
  });
  expect(Math.min(...radii)).toBeGreaterThan(0.58);
  expect(Math.max(...radii)).toBeLessThan(0.62);
  const report = await validator.validateBytes(encodeGlb(cut));
  expect(report.issues.messages).toEqual([]);
});

it("colours go on beyond the silhouette, and no others come in", () => {
  const half = Uint8Array.from({ length: 16 * 16 * 4 }, (_, at) => {
    const left = Math.floor(at / 4) % 16 < 8;
    return [left ? 200 : 0, 0, left ? 0 : 255, left ? 255 : 0][at % 4]; // red object, blue ground
  });
  const filled = extendColours(half, 16);
  for (let at = 0; at < filled.length; at += 3) expect([...filled.slice(at, at + 3)]).toEqual([200, 0, 0]);
});

it("file names are safe", () => {
  expect(fileStem("more/bump one.png")).toBe("bump_one");
  expect(fileStem("../..")).toBe("photo");
  expect(fileStem("мама (1).jpg")).toBe("мама_1");
});
