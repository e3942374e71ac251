/** A picture from the camera, seen before it is taken. */

import { h } from "../src/ui/dom";
import { Photo } from "./photo";

export function hasCamera(): boolean {
  return typeof navigator.mediaDevices?.getUserMedia === "function";
}

/** Resolves with the photo, or null if the person went back. Throws a message for people if there is no camera to use. */
export async function takePhoto(): Promise<Photo | null> {
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user", width: { ideal: 1280 } }, audio: false });
  } catch (error) {
    const refused = (error as DOMException).name === "NotAllowedError";
    throw new Error(refused ? "the camera was not allowed" : "no camera can be used here");
  }
  const video = h("video", { autoplay: true, muted: true, playsinline: true });
  video.muted = true;
  video.srcObject = stream;
  try {
    return await new Promise<Photo | null>((resolve, reject) => {
      const take = () => {
        try {
          resolve(Photo.of(video, video.videoWidth, video.videoHeight, "camera"));
        } catch (error) {
          reject(error);
        }
        dialog.close();
      };
      const shutter = h("button", { type: "button", class: "main", disabled: true, click: take }, "Take the photo");
      const back = h("button", { type: "button", click: () => dialog.close() }, "Back");
      const dialog = h("dialog", { class: "crop", "aria-label": "Camera" }, video, h("div", { class: "buttons" }, back, shutter));
      video.addEventListener("loadeddata", () => {
        shutter.disabled = false;
        shutter.focus();
      });
      dialog.addEventListener("close", () => {
        dialog.remove();
        resolve(null); // does nothing where the photo was taken
      });
      document.body.append(dialog);
      dialog.showModal();
    });
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}
