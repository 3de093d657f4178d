// So many of a hundred people: filled and open figures, with the same in words for who does not see them.
function svgElement(tag, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function iconArray({ filled, of, label }) {
  const ACROSS = 20, STEP = 24;
  const svg = svgElement("svg", { viewBox: `0 0 ${ACROSS * STEP} ${Math.ceil(of / ACROSS) * STEP}`, role: "img", "aria-label": label, class: "rk-icons" });
  for (let number = 0; number < of; number += 1) {
    const x = (number % ACROSS) * STEP + STEP / 2, y = Math.floor(number / ACROSS) * STEP;
    const one = svgElement("g", { class: number < filled ? "rk-icons__one rk-icons__one--filled" : "rk-icons__one" });
    one.append(svgElement("circle", { cx: x, cy: y + 6.5, r: 3.6 }), svgElement("rect", { x: x - 4.5, y: y + 11, width: 9, height: 9.5, rx: 3 }));
    svg.append(one);
  }
  return h("figure", { class: "rk-figure__icons" }, svg, h("figcaption", {}, label));
}
