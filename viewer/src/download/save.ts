/** Files handed to the person, named after the photo. */

export function save(content: Uint8Array<ArrayBuffer> | Blob, name: string, type: string): void {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000); // the download has begun by then
}

/** The stem of a photo's name, safe for every file system. */
export function fileStem(name: string): string {
  const stem = name.split("/").pop()!.replace(/\.[^.]+$/, "");
  return stem.replace(/[^\p{L}\p{N}_.-]+/gu, "_").replace(/^[._]+|[._ ]+$/g, "").slice(0, 100) || "photo";
}
