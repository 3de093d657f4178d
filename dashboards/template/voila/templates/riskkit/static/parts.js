// The parts of a page, made of what came with the page itself: none waits for the kernel to tell of it. A part is
// an anywidget: a module with `render({ model, el })`.
const fromBase64 = (text) => new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);

async function moduleOf(code) {
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  try {
    return (await import(address)).default;
  } finally {
    URL.revokeObjectURL(address);
  }
}

// A closed page has no use for its kernel; one that the browser brings back from memory needs a new one.
function endWithPage(line, address) {
  window.addEventListener("pagehide", () => {
    const proof = document.cookie.split("; ").find((each) => each.startsWith("_xsrf=")) ?? "", form = new FormData();
    form.append("_xsrf", decodeURIComponent(proof.slice("_xsrf=".length)).replaceAll('"', ""));
    line.end();
    navigator.sendBeacon(address, form);
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
}

async function showParts() {
  const { kernelId, baseUrl, parts } = JSON.parse(document.getElementById("parts").textContent);
  const models = new Map();
  const hear = ({ type, content, buffers }) => { if (type === "comm_msg") models.get(content.comm_id)?.hear(content.data, buffers); };
  const line = openLine(`${window.location.origin.replace(/^http/, "ws")}${baseUrl}api/kernels/${kernelId}/channels`, hear);
  endWithPage(line, `${baseUrl}voila/api/shutdown/${kernelId}`);
  for (const [id, { state, buffers }] of Object.entries(parts)) {
    const whole = withBuffers(state, buffers.map((each) => each.path), buffers.map((each) => fromBase64(each.data)));
    models.set(id, new PartModel(whole, (data, sent) => line.send(id, data, sent)));
  }
  const places = [...document.querySelectorAll("[data-part]")].map((el) => ({ el, model: models.get(el.dataset.part) }));
  const modules = await Promise.all(places.map(({ model }) => moduleOf(model.get("_esm"))));
  places.forEach((place, at) => modules[at].render(place));
}

document.addEventListener("DOMContentLoaded", () => {
  if (document.getElementById("jupyter-config-data")) return; // stock.js sees to it
  showParts().then(showPage, (error) => {
    window.reportError(error);
    askAgain();
  });
});
