// The line at the top of every printed sheet: who or what, and when it was printed.
function setPrintLine(line) {
  let style = byId("rk-print-line");
  if (!style) document.head.append((style = h("style", { id: "rk-print-line" })));
  const quoted = JSON.stringify(line).replace(/</g, "\\3c ");
  style.textContent = `@page { @top-left { content: ${quoted}; } }`;
}
