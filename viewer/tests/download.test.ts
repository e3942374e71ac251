import { unzlibSync, unzipSync, strFromU8 } from "fflate";
import { createRequire } from "node:module";
import { expect, it, vi } from "vitest";
import { encodeGlb } from "../src/download/glb";
import { meshOf } from "../src/download/mesh";
import { encodeObjZip } from "../src/download/obj";
import { encodePng, enlarge } from "../src/download/png";
import { fileStem } from "../src/download/save";
import { bump } from "./bump";

const validator = createRequire(import.meta.url)("gltf-validator") as {
  validateBytes(bytes: Uint8Array): Promise<{ issues: { numErrors: number; numWarnings: number; messages: object[] } }>;
};
vi.setConfig({ testTimeout: 120_000 }); // a busy machine is no failure
const mesh = meshOf(bump());

it("a mesh faces the viewer and lies where the object turns", () => {
  const [a, b, c] = [0, 1, 2].map((corner) => mesh.vertices.subarray(mesh.faces[corner] * 3, mesh.faces[corner] * 3 + 3));
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

it("enlarging keeps flat colours and edges", () => {
  const flat = new Float32Array(8 * 8 * 3).fill(0.5);
  expect(new Set(enlarge(flat, 8, 64))).toEqual(new Set([128]));
  const half = flat.map((_, at) => (Math.floor(at / 3) % 8 < 4 ? 0 : 1));
  const large = enlarge(half, 8, 64);
  expect([large[0], large[63 * 3]]).toEqual([0, 255]);
});

it("file names are safe", () => {
  expect(fileStem("more/bump one.png")).toBe("bump_one");
  expect(fileStem("../..")).toBe("photo");
  expect(fileStem("мама (1).jpg")).toBe("мама_1");
});
