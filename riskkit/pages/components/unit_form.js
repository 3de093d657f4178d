// One form of the unit page, drawn from its fields; what is typed goes into the draft at once.
function pickField(field, spec, draft, t, changed) {
  const printed = h("div", { class: "rk-printed", "aria-hidden": "true" });
  const select = h("select", {
    id: `rk-${field}`, "aria-describedby": `rk-${field}-error`, "aria-required": spec.required ? "true" : null,
    onchange: () => { draft[spec.name] = select.value; changed(); },
  }, h("option", { value: "" }, t.choose), spec.choices.map((each) => h("option", { value: each.value }, each.label)));
  select.value = draft[spec.name] || "";
  return h("div", { class: "rk-field" }, h("label", { for: `rk-${field}` }, spec.label), errorPlace(field), select, printed);
}

function unitField(form, spec, draft, t, changed) {
  const field = `unit-${form}-${spec.name}`;
  if (["person", "release", "choice"].includes(spec.kind)) return pickField(field, spec, draft, t, changed);
  const label = spec.required ? spec.label : `${spec.label} ${t.may_be_empty}`;
  const onchange = (value) => { draft[spec.name] = value; changed(); };
  const value = draft[spec.name] || "";
  if (spec.kind === "long") return longText(field, { label, value, onchange, required: spec.required });
  return shortText(field, { label, hint: spec.hint, value, onchange, type: spec.kind === "day" ? "date" : "text", required: spec.required });
}

// What a form starts with: what its row knows, else what the form itself proposes.
function freshDraft(spec, given) {
  return Object.fromEntries(spec.fields.map((each) => [each.name, (given || {})[each.name] || each.value || ""]));
}

// Whom it is about comes first: what is typed is kept about someone, and nothing is typed that cannot be kept.
const ABOUT = ["person", "release"];
const aboutWhom = (spec, now) => spec.fields.every((each) => !ABOUT.includes(each.kind) || Boolean(now[each.name]));

function unitFields(form, spec, draft, t, typed) {
  const rest = h("fieldset", { id: "rk-unit-rest", class: "rk-still rk-waits" }, h("legend", { class: "rk-hidden" }, spec.heading));
  const first = h("p", { class: "rk-hint", id: "rk-unit-first" }, t.typed_first);
  const open = () => { rest.disabled = !aboutWhom(spec, draft); first.hidden = !rest.disabled; };
  const made = (each) => unitField(form, each, draft, t, () => { open(); typed(); });
  const about = spec.fields.filter((each) => ABOUT.includes(each.kind));
  rest.append(...spec.fields.filter((each) => !ABOUT.includes(each.kind)).map(made));
  open();
  return [about.map(made), first, rest];
}

// What a planned place would break, before it is confirmed.
function placeCheck(check, ahead, t, changed, place) {
  if (!check) return null;
  const found = check.conflicts;
  if (found.length === 0) {
    return h("div", { class: "rk-alert", id: "rk-check", tabindex: "-1", role: "status" }, h("p", {}, check.text),
      h("p", { class: "rk-row" }, button(t.place_confirm, place, "", "rk-place-confirm")));
  }
  return h("div", { class: "rk-alert rk-alert--wrong", id: "rk-check", tabindex: "-1", role: "alert", "aria-labelledby": "rk-check-heading" },
    h("h4", { id: "rk-check-heading" }, check.text),
    h("ul", {}, found.map((each) => h("li", {}, h("strong", {}, each.what), ` ${each.where}`,
      h("p", {}, each.reason), h("p", { class: "rk-hint" }, each.review)))),
    longText("unit-place-ahead", { label: t.ahead, hint: t.ahead_hint, value: ahead.reason, required: true, onchange: (value) => { ahead.reason = value; changed(); } }),
    h("p", { class: "rk-row" }, button(t.place_anyway, place, "", "rk-place-confirm")));
}

function unitFaults(faults, t) {
  return h("div", { class: "rk-alert rk-alert--wrong", role: "alert", tabindex: "-1", id: "rk-faults", "aria-labelledby": "rk-faults-heading" },
    h("h4", { id: "rk-faults-heading" }, t.faults_heading),
    h("ul", {}, faults.map((fault) => h("li", {},
      h("a", { href: `#rk-${fault.field}`, onclick: (event) => { event.preventDefault(); focusField(fault.field); } }, fault.full)))));
}
