/** A picture from the camera, seen before it is taken. */

import { h } from "../src/ui/dom";
import { Photo } from "./photo";

export function hasCamera(): boolean {
  return typeof navigator.mediaDevices?.getUserMedia === "function";
}

/**
 * Resolves with the photo, or null if the person went back or the signal was given. Throws a message for people if
 * there is no camera to use.
 */
export async function takePhoto(signal: AbortSignal): Promise<Photo | null> {
  const stream = await openCamera();
  try {
    return signal.aborted ? null : await showCamera(stream, signal);
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}

async function openCamera(): Promise<MediaStream> {
  const video = { facingMode: "user", width: { ideal: 1280 } };
  try {
    return await navigator.mediaDevices.getUserMedia({ video, audio: false });
  } catch (error) {
    const refused = (error as DOMException).name === "NotAllowedError";
    throw new Error(refused ? "access to the camera was denied" : "no camera is available");
  }
}

function showCamera(stream: MediaStream, signal: AbortSignal): Promise<Photo | null> {
  const video = h("video", { autoplay: true, muted: true, playsinline: true });
  video.muted = true;
  video.srcObject = stream;
  return new Promise<Photo | null>((resolve, reject) => {
    const take = () => {
      try {
        resolve(Photo.of(video, video.videoWidth, video.videoHeight, "camera"));
      } catch (error) {
        reject(error);
      }
      dialog.close();
    };
    const back = () => dialog.close();
    const shutter = h("button", { type: "button", class: "main", disabled: true, click: take }, "Take the photo");
    const buttons = h("div", { class: "buttons" }, h("button", { type: "button", click: back }, "Back"), shutter);
    const dialog = h("dialog", { class: "crop", "aria-label": "Camera" }, video, buttons);
    video.addEventListener("loadeddata", () => {
      shutter.disabled = false;
      shutter.focus();
    });
    dialog.addEventListener("close", () => {
      signal.removeEventListener("abort", back);
      dialog.remove();
      resolve(null); // does nothing where the photo was taken
    });
    signal.addEventListener("abort", back);
    document.body.append(dialog);
    dialog.showModal();
  });
}
