/** Tensors and metadata of a safetensors file: https://huggingface.co/docs/safetensors. */

const TYPES = { F32: Float32Array, U8: Uint8Array, I8: Int8Array, I16: Int16Array } as const;

interface Entry {
  readonly dtype: string;
  readonly data_offsets: readonly [number, number];
}

export class Tensors {
  readonly metadata: Readonly<Record<string, string>>;
  private readonly entries: Readonly<Record<string, Entry>>;
  private readonly start: number;

  /** @param what the file is, for messages; messages are for people */
  constructor(private readonly content: ArrayBuffer, private readonly what: string) {
    const length = Number(new DataView(content).getBigUint64(0, true));
    const { __metadata__: metadata, ...entries } = JSON.parse(
      new TextDecoder().decode(new Uint8Array(content, 8, length)),
    );
    [this.metadata, this.entries, this.start] = [metadata ?? {}, entries, 8 + length];
  }

  get names(): string[] {
    return Object.keys(this.entries);
  }

  /** Throws if there is none of that name and type. */
  get<Type extends keyof typeof TYPES>(name: string, type: Type): InstanceType<(typeof TYPES)[Type]> {
    const entry = this.entries[name] as Entry | undefined;
    if (entry?.dtype !== type) throw new Error(`the ${this.what} lacks ${name}`);
    const [start, end] = entry.data_offsets;
    return new TYPES[type](this.content.slice(this.start + start, this.start + end)) as InstanceType<
      (typeof TYPES)[Type]
    >;
  }
}
