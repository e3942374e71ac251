import { describe, expect, it } from "vitest";
import { surfaceOf, withAlbedo } from "../src/surface";
import { bump } from "./bump";

describe("a surface with another albedo", () => {
  const factors = bump();
  const sharper = { ...factors, albedo: factors.albedo.map((value) => 1 - value) };

  it("is that of the sharper factors on any grid", () => {
    for (const factor of [1, 4]) {
      const recoloured = withAlbedo(surfaceOf(factors, factor), sharper);
      expect(recoloured.albedo).toEqual(surfaceOf(sharper, factor).albedo);
      expect(recoloured.albedo).not.toEqual(surfaceOf(factors, factor).albedo);
    }
  });

  it("keeps its shape", () => {
    const surface = surfaceOf(factors, 2);
    const { albedo: _, ...shape } = withAlbedo(surface, sharper);
    for (const [name, map] of Object.entries(shape)) expect(map, name).toBe(surface[name as keyof typeof shape]);
  });
});
