// Elements from plain values. Text goes in as text: what someone typed is never markup.
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "hidden") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// Fill the gaps of a sentence: "{done} of {all}".
function fill(sentence, values) {
  return String(sentence || "").replace(/\{(\w+)\}/g, (gap, name) => (name in values ? values[name] : gap));
}

// Ask something of the kernel; false where there is no longer one to ask.
function ask(model, message) {
  try {
    model.send(message);
    return true;
  } catch {
    return false;
  }
}

// What is typed is kept when the page is hidden and, since its line has ended by then, when it is about to be left.
// With `unkept`, only what is not kept yet, and the browser asks first. Returned is how to stop.
function keepWhenLeft(keep, unkept = null) {
  const hidden = () => { if (document.visibilityState === "hidden") keep(); };
  const left = (event) => {
    if (unkept && !unkept()) return;
    keep();
    if (unkept) event.preventDefault();
  };
  document.addEventListener("visibilitychange", hidden);
  window.addEventListener("beforeunload", left);
  return () => {
    document.removeEventListener("visibilitychange", hidden);
    window.removeEventListener("beforeunload", left);
  };
}

const byId = (id) => document.getElementById(id);

// Draw again without taking the keyboard user's place away: same id, same caret.
function keepingFocus(draw) {
  const at = document.activeElement, id = at && at.id;
  const caret = at && at.tagName === "TEXTAREA" ? [at.selectionStart, at.selectionEnd] : null;
  draw();
  const again = id ? byId(id) : null;
  if (!again || again === document.activeElement) return;
  again.focus({ preventScroll: true });
  if (caret && again.tagName === "TEXTAREA") again.setSelectionRange(...caret);
}

const button = (label, onclick, kind = "", id = null) =>
  h("button", { type: "button", id, class: `rk-button ${kind}`.trim(), onclick }, label);

// Hand a file over to the user's own disk; nothing else is told of it.
function handOver(file) {
  const address = URL.createObjectURL(new Blob([file.content], { type: file.type }));
  h("a", { href: address, download: file.name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
