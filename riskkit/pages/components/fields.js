// Labelled fields with a hint and a place for what is wrong. Ids carry the prefix "rk-".
function errorPlace(field) {
  return h("p", { id: `rk-${field}-error`, class: "rk-error", hidden: true });
}

// A text of several lines: grows with its content, and prints whole as plain text.
function longText(field, { label, hint, value, onchange, required }) {
  const printed = h("div", { class: "rk-printed", "aria-hidden": "true" }, value);
  const described = [hint && `rk-${field}-hint`, `rk-${field}-error`].filter(Boolean).join(" ");
  const area = h("textarea", {
    id: `rk-${field}`, rows: 2, maxlength: 20000, "aria-describedby": described, "aria-required": required ? "true" : null,
    oninput: () => { printed.textContent = area.value; onchange(area.value); },
  });
  area.value = value;
  return h("div", { class: "rk-field" },
    h("label", { for: `rk-${field}` }, label),
    hint && h("p", { id: `rk-${field}-hint`, class: "rk-hint" }, hint),
    errorPlace(field), area, printed);
}

function shortText(field, { label, hint, value, onchange, type = "text", required = true }) {
  const described = [hint && `rk-${field}-hint`, `rk-${field}-error`].filter(Boolean).join(" ");
  const printed = h("div", { class: "rk-printed", "aria-hidden": "true" }, type === "date" ? inWords(value) : value);
  const input = h("input", {
    id: `rk-${field}`, type, "aria-describedby": described, "aria-required": required ? "true" : null, autocomplete: "off",
    maxlength: type === "text" ? 2000 : null,
    oninput: () => { printed.textContent = type === "date" ? inWords(input.value) : input.value; onchange(input.value); },
  });
  input.value = value;
  return h("div", { class: `rk-field rk-field--${type}` },
    h("label", { for: `rk-${field}` }, label),
    hint && h("p", { id: `rk-${field}-hint`, class: "rk-hint" }, hint),
    errorPlace(field), input, printed);
}

// A day as people read it; the browser's own date field follows the browser's language, paper ours.
function inWords(day) {
  const [year, month, date] = String(day).split("-").map(Number);
  if (!date) return "";
  return new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" }).format(new Date(year, month - 1, date));
}

// A mark that is on or off.
function tick(field, { label, checked, onchange }) {
  const input = h("input", { id: `rk-${field}`, type: "checkbox", checked, onchange: () => onchange(input.checked) });
  return h("label", { class: "rk-tick" }, input, label);
}

// One choice out of a few: native radio buttons, arrow keys work by themselves.
function choices(field, { options, chosen, onchange }) {
  return h("div", { class: "rk-choices" }, options.map((option) => {
    const input = h("input", {
      type: "radio", id: `rk-${field}-${option.value}`, name: `rk-${field}`, value: option.value, checked: option.value === chosen,
      onchange: () => onchange(option.value),
    });
    return h("label", { class: "rk-choice" }, input,
      h("span", {}, h("span", { class: "rk-choice__name" }, option.label),
        option.meaning && h("span", { class: "rk-choice__meaning" }, option.meaning)));
  }));
}

// Mark the fields that lack something; take away earlier marks.
function markFaults(root, faults) {
  for (const place of document.querySelectorAll(".rk-error")) { place.hidden = true; place.textContent = ""; }
  for (const marked of document.querySelectorAll('[aria-invalid="true"]')) marked.removeAttribute("aria-invalid");
  for (const wrong of document.querySelectorAll(".rk-wrong")) wrong.classList.remove("rk-wrong");
  for (const fault of faults) {
    const place = byId(`rk-${fault.field}-error`);
    const field = byId(`rk-${fault.field}`);
    if (place) { place.textContent = fault.text; place.hidden = false; }
    if (!field) continue;
    field.classList.add("rk-wrong");
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(field.tagName)) field.setAttribute("aria-invalid", "true");
  }
}

function focusField(field) {
  const place = byId(`rk-${field}`);
  if (!place) return;
  const target = place.matches("input,textarea,select") ? place : place.querySelector("input,textarea,select");
  (target || place).focus();
  place.scrollIntoView({ block: "center" });
}
