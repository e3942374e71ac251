// The page of probsym align: two points a photo, sent to the local server. Coordinates sent are pixels of the photo.
"use strict";

const byId = (id) => document.getElementById(id);
const GRAB = 14; // CSS pixels within which a press takes hold of a point
let state = { round: -1 };
let cards = [];

function box(points, side, offset) {
  const [[x1, y1], [x2, y2]] = points[0][0] <= points[1][0] ? points : [points[1], points[0]];
  const distance = Math.hypot(x2 - x1, y2 - y1);
  const roll = Math.atan2(y2 - y1, x2 - x1);
  const x = (x1 + x2) / 2 - Math.sin(roll) * offset * distance;
  const y = (y1 + y2) / 2 + Math.cos(roll) * offset * distance;
  return { x, y, roll, half: (side * distance) / 2 };
}

class Card {
  constructor(photo) {
    this.photo = photo;
    this.points = photo.guess ? [photo.guess.slice(0, 2), photo.guess.slice(2)] : [];
    this.absent = false;
    this.figure = document.createElement("figure");
    this.canvas = document.createElement("canvas");
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("aria-label", photo.name);
    const caption = document.createElement("figcaption");
    const name = document.createElement("span");
    name.textContent = photo.name;
    this.not = this.button("Not here", () => { this.absent = !this.absent; this.points = []; });
    caption.append(name, this.not, this.button("Clear", () => { this.absent = false; this.points = []; }));
    this.figure.append(this.canvas, caption);
    this.image = new Image();
    this.image.onload = () => {
      this.canvas.width = this.image.naturalWidth;
      this.canvas.height = this.image.naturalHeight;
      this.draw();
    };
    this.image.src = photo.file;
    this.canvas.addEventListener("pointerdown", (event) => this.press(event));
    this.canvas.addEventListener("pointermove", (event) => this.drag(event));
    this.canvas.addEventListener("pointerup", () => { this.held = null; });
  }

  button(text, action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", () => { action(); this.draw(); count(); });
    return button;
  }

  place(event) {
    const shown = this.canvas.getBoundingClientRect();
    return [((event.clientX - shown.left) * this.canvas.width) / shown.width,
      ((event.clientY - shown.top) * this.canvas.height) / shown.height];
  }

  press(event) {
    const [x, y] = this.place(event);
    const reach = (GRAB * this.canvas.width) / this.canvas.getBoundingClientRect().width;
    this.absent = false;
    let index = this.points.findIndex(([px, py]) => Math.hypot(px - x, py - y) < reach);
    if (index < 0 && this.points.length < 2) index = this.points.push([x, y]) - 1;
    if (index >= 0) {
      this.held = index;
      this.canvas.setPointerCapture(event.pointerId);
    }
    this.draw();
    count();
  }

  drag(event) {
    if (this.held === null || this.held === undefined) return;
    this.points[this.held] = this.place(event);
    this.draw();
  }

  get answered() { return this.absent || this.points.length === 2; }

  answer() {
    return this.absent ? null : this.points.map((point) => point.map((value) => value * this.photo.scale));
  }

  draw() {
    this.figure.dataset.state = this.absent ? "absent" : this.points.length === 2 ? "points" : "open";
    this.not.setAttribute("aria-pressed", String(this.absent));
    const context = this.canvas.getContext("2d");
    const unit = this.canvas.width / 320;
    context.drawImage(this.image, 0, 0);
    context.lineWidth = 2 * unit;
    if (this.points.length === 2) {
      const { x, y, roll, half } = box(this.points, Number(byId("side").value), Number(byId("offset").value));
      context.save();
      context.translate(x, y);
      context.rotate(roll);
      context.strokeStyle = "#ffd60a";
      context.strokeRect(-half, -half, 2 * half, 2 * half);
      context.restore();
    }
    context.strokeStyle = "#ff375f";
    for (const [x, y] of this.points) {
      context.beginPath();
      context.arc(x, y, 5 * unit, 0, 2 * Math.PI);
      context.stroke();
    }
  }
}

function count() {
  const answered = cards.filter((card) => card.answered).length;
  const clicked = cards.filter((card) => card.points.length === 2).length;
  byId("count").textContent = `${answered} of ${cards.length} answered`;
  const ready = state.round === 2 ? answered > 0 : clicked >= state.needed;
  byId("send").disabled = !ready;
  byId("finish").disabled = !ready || state.round === 2;
}

async function send(finished) {
  const points = {};
  for (const card of cards) if (card.answered) points[card.photo.name] = card.answer();
  const body = { points, side: Number(byId("side").value), offset_y: Number(byId("offset").value), finished };
  const reply = await fetch("points", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  if (!reply.ok) {
    const text = reply.headers.get("Content-Type") === "application/json" ? (await reply.json()).error : reply.statusText;
    byId("status").textContent = text;
    return;
  }
  show({ round: 0, text: "Sent.", photos: [] });
}

function show(next) {
  state = next;
  byId("status").textContent = next.text;
  cards = next.photos.map((photo) => new Card(photo));
  byId("photos").replaceChildren(...cards.map((card) => card.figure));
  if (next.round > 0) {
    byId("side").value = next.side;
    byId("offset").value = next.offset_y;
    byId("side").disabled = byId("offset").disabled = next.round === 2;
    if (next.round === 2) byId("status").textContent = "Second round: the detector is least sure of these. Correct what is wrong.";
  }
  count();
  if (next.round === 0) setTimeout(poll, 500);
}

async function poll() {
  try {
    const next = await (await fetch("state.json")).json();
    if (next.round !== 0 || next.text !== state.text) show(next);
    else setTimeout(poll, 500);
  } catch {
    byId("status").textContent = "The program has ended: see the terminal.";
  }
}

for (const id of ["side", "offset"]) byId(id).addEventListener("input", () => cards.forEach((card) => card.draw()));
byId("send").addEventListener("click", () => send(false));
byId("finish").addEventListener("click", () => send(true));
poll();
