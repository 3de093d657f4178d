// A parameter class as native fields: what stands in them is one nested value that is changed in place.
// Ids follow the way to a value, so that what is wrong can be said beside it.
function parameterFields(nodes, typed, t, changed, at = ["p"]) {
  return h("div", { class: "rk-parameters__grid" }, nodes.map((node) => parameterField(node, typed, node.name, t, changed, [...at, node.name])));
}

function parameterField(node, holder, key, t, changed, at) {
  const draw = { group: parameterGroup, list: parameterList, map: parameterList, yes_no: parameterTick, several: parameterTicks,
    choice: parameterChoice, file: parameterChoice }[node.kind] || parameterText;
  return draw(node, holder, key, t, changed, at);
}

const parameterLabel = (node) => [node.label || "", node.required && node.kind !== "yes_no" && h("span", { "aria-hidden": "true" }, " *")];
const parameterHint = (id, node) => node.hint && h("p", { id: `rk-${id}-hint`, class: "rk-hint" }, node.hint);
const parameterDescribed = (id, node) => [node.hint && `rk-${id}-hint`, `rk-${id}-error`].filter(Boolean).join(" ");

function parameterText(node, holder, key, t, changed, at) {
  const id = at.join("-"), long = ["long", "lines", "yaml"].includes(node.kind), date = node.kind === "date";
  const shown = () => (date ? inWords(holder[key] || "") : holder[key] || "");
  const printed = h("div", { class: "rk-printed", "aria-hidden": "true" }, shown());
  const control = h(long ? "textarea" : "input", {
    id: `rk-${id}`, type: long ? null : date ? "date" : "text", rows: long ? 2 : null, autocomplete: "off", spellcheck: "false",
    inputmode: { number: "decimal", whole: "numeric" }[node.kind], maxlength: long ? 20000 : date ? null : 2000,
    "aria-describedby": parameterDescribed(id, node), "aria-required": node.required ? "true" : null,
    oninput: () => { holder[key] = control.value; printed.textContent = shown(); changed(); },
  });
  control.value = holder[key] || "";
  const small = ["number", "whole", "date"].includes(node.kind) ? " rk-field--date" : long ? " rk-field--lines" : "";
  return h("div", { class: `rk-field${small}` }, h("label", { for: `rk-${id}` }, parameterLabel(node)),
    parameterHint(id, node), errorPlace(id), control, printed);
}

function parameterChoice(node, holder, key, t, changed, at) {
  const id = at.join("-"), options = [...node.options];
  if (holder[key] && !options.some((each) => each.value === holder[key])) options.push({ value: holder[key], label: holder[key] });
  const named = () => options.find((each) => each.value === holder[key])?.label || "";
  const printed = h("div", { class: "rk-printed", "aria-hidden": "true" }, named());
  const control = h("select", { id: `rk-${id}`, "aria-describedby": parameterDescribed(id, node), "aria-required": node.required ? "true" : null,
    onchange: () => { holder[key] = control.value; printed.textContent = named(); changed(); } },
  (!node.required || !holder[key]) && h("option", { value: "" }, `– ${t.choose} –`),
  options.map((each) => h("option", { value: each.value }, each.label)));
  control.value = holder[key] || "";
  return h("div", { class: "rk-field" }, h("label", { for: `rk-${id}` }, parameterLabel(node)), parameterHint(id, node), errorPlace(id), control, printed);
}

function parameterTick(node, holder, key, t, changed, at) {
  const id = at.join("-");
  return h("div", { class: "rk-parameters__ticks" }, errorPlace(id), parameterHint(id, node),
    tick(id, { label: node.label, checked: holder[key] === true, onchange: (value) => { holder[key] = value; changed(); } }));
}

function parameterTicks(node, holder, key, t, changed, at) {
  const id = at.join("-");
  const set = (value, on) => { holder[key] = node.options.map((each) => each.value).filter((each) => (each === value ? on : holder[key].includes(each))); changed(); };
  return h("fieldset", { id: `rk-${id}`, class: "rk-parameters__ticks" }, h("legend", {}, parameterLabel(node)), parameterHint(id, node), errorPlace(id),
    node.options.map((each) => tick(`${id}-${each.value}`, { label: each.label, checked: holder[key].includes(each.value), onchange: (on) => set(each.value, on) })));
}

// A part with fields of its own; one that may be left out has a mark that says whether it is filled in.
function parameterGroup(node, holder, key, t, changed, at) {
  const id = at.join("-"), inside = h("div", { class: "rk-parameters__in" });
  const draw = () => inside.replaceChildren(...(holder[key] ? [parameterFields(node.fields, holder[key], t, changed, at)] : []));
  const use = (on) => { holder[key] = on ? copied(node.blank) : null; draw(); changed(); };
  draw();
  return h("fieldset", { id: `rk-${id}`, class: "rk-parameters__part" }, h("legend", {}, parameterLabel(node)), parameterHint(id, node), errorPlace(id),
    !node.required && tick(`${id}-used`, { label: h("span", {}, t.part_used, h("span", { class: "rk-hidden" }, `: ${node.label}`)), checked: Boolean(holder[key]), onchange: use }),
    inside);
}

// Entries of one kind, added and taken away one by one; in a map each has a name.
function parameterList(node, holder, key, t, changed, at) {
  const id = at.join("-"), list = h("div", { class: node.kind === "list" ? "rk-parameters__grid" : "" }), named = node.kind === "map";
  holder[key] ||= [];
  const fields = (entry, index, way) => {
    const inner = named ? "value" : index, place = named ? entry : holder[key];
    if (node.item.kind === "group") return parameterFields(node.item.fields, place[inner] || (place[inner] = copied(node.item.blank)), t, changed, named ? [...way, "value"] : way);
    return parameterField({ ...node.item, label: t.entry_value }, place, inner, t, changed, named ? [...way, "value"] : way);
  };
  // Names with a single value each stand in rows, like a table; the labels are above the first.
  const rows = named && node.item.kind !== "group";
  const draw = () => list.replaceChildren(...holder[key].map((entry, index) => {
    const way = [...at, String(index)], name = fill(t.entry, { name: node.label, number: index + 1 });
    const taken = button([t.remove, h("span", { class: rows ? "rk-hidden" : null }, `: ${name}`)], () => {
      holder[key].splice(index, 1); draw(); changed(); byId(`rk-${id}-add`).focus();
    }, "rk-button--quiet rk-noprint", `rk-${way.join("-")}-remove`);
    const kind = `rk-parameters__${rows ? "row" : "entry"}${rows && index ? " rk-parameters__row--next" : ""}`;
    return h("fieldset", { id: `rk-${way.join("-")}`, class: kind }, h("legend", { class: rows ? "rk-hidden" : null }, name), errorPlace(way.join("-")),
      h("div", { class: "rk-parameters__pair" },
        named && parameterText({ kind: "text", label: t.entry_key, required: true, hint: "" }, entry, "key", t, changed, [...way, "key"]),
        fields(entry, index, way), rows && taken), !rows && taken);
  }));
  const add = () => {
    holder[key].push(named ? { key: "", value: copied(node.item.blank) } : copied(node.item.blank));
    draw(); changed();
    list.lastElementChild.querySelector("input,textarea,select")?.focus();
  };
  draw();
  return h("fieldset", { id: `rk-${id}`, class: "rk-parameters__part" }, h("legend", {}, parameterLabel(node)), parameterHint(id, node), errorPlace(id),
    list, h("p", { class: "rk-row rk-noprint rk-parameters__add" }, button(fill(t.add_entry, { name: node.label }), add, "rk-button--second", `rk-${id}-add`)));
}
