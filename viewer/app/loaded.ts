/** Networks and detectors, loaded once each. */

import type { Wanted } from "./detector/crops";
import { type AppData, type Detection, loadWanted, Model, type ModelEntry } from "./model";

export class Loaded {
  private readonly models = new Map<string, Promise<Model>>();
  private readonly searches = new Map<Detection, Promise<Wanted>>();

  constructor(private readonly data: AppData) {}

  model(entry: ModelEntry): Promise<Model> {
    return once(this.models, entry.name, () => Model.load(entry));
  }

  /** What a model's photos are searched for; null if they are not searched. */
  async wanted({ detection }: ModelEntry): Promise<Wanted | null> {
    return detection ? once(this.searches, detection, () => loadWanted(detection, this.data.detectors)) : null;
  }

  /** All that a model needs, before there is a photo. */
  async all(entry: ModelEntry): Promise<void> {
    await Promise.all([this.wanted(entry), this.model(entry)]);
  }
}

/** What `load` returns for a key, loaded once; a failure is forgotten, so that it can be tried again. */
function once<Key, Value>(known: Map<Key, Promise<Value>>, key: Key, load: () => Promise<Value>): Promise<Value> {
  let loading = known.get(key);
  if (!loading) {
    loading = load();
    loading.catch(() => known.delete(key));
    known.set(key, loading);
  }
  return loading;
}
