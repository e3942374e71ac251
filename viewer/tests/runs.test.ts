/** Which photo counts, and by which model, when they change while one is on its way. */

import { describe, expect, it } from "vitest";
import { Runs } from "../app/runs";

const opened = (name: string) => async () => name;

describe("runs", () => {
  it("keeps the model that was chosen when the photo came", async () => {
    const runs = new Runs<string, string>();
    const run = runs.begin(opened("ada"), "face");
    expect([await run.photo, run.model, run.signal.aborted, runs.isLatest(run)]).toEqual(["ada", "face", false, true]);
  });

  it("starts the same photo again for another model", async () => {
    const runs = new Runs<string, string>();
    let opening: AbortSignal | undefined;
    const first = runs.begin(async (signal) => ((opening = signal), "ada"), "face");
    const second = runs.restart("cat")!;
    expect([first.signal.aborted, second.signal.aborted, opening!.aborted]).toEqual([true, false, false]);
    expect([second.model, second.photo === first.photo, runs.isLatest(first)]).toEqual(["cat", true, false]);
    runs.framed(second);
    expect(runs.restart("face")!.model).toBe("face"); // and while it is reconstructed
    expect(second.signal.aborted).toBe(true);
  });

  it("lets another photo replace one that is not framed yet, and no other", () => {
    const runs = new Runs<string, string>();
    let opening: AbortSignal | undefined;
    const first = runs.begin((signal) => ((opening = signal), new Promise(() => {})), "face");
    const second = runs.begin(opened("ben"), "face");
    expect([first.signal.aborted, opening!.aborted, second.signal.aborted]).toEqual([true, true, false]);
    runs.framed(first); // too late
    runs.framed(second);
    const third = runs.begin(opened("cleo"), "face");
    expect([second.signal.aborted, runs.isLatest(second), runs.isLatest(third)]).toEqual([false, false, true]);
    runs.end(second);
    expect(runs.isLatest(third)).toBe(true);
    runs.framed(second);
    expect(runs.begin(opened("ada"), "face").signal.aborted).toBe(false);
    expect(third.signal.aborted).toBe(true);
  });

  it("has nothing to start again once a photo has arrived", () => {
    const runs = new Runs<string, string>();
    expect(runs.restart("cat")).toBeNull();
    runs.end(runs.begin(opened("ada"), "face"));
    expect(runs.restart("cat")).toBeNull();
  });
});
