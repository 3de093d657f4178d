// Formulation, scenarios, measures and goals: entries of a few fields each, as many as needed.
function planField(field, name, spec, row, t, changed) {
  const label = t[`plan_${name}_${spec.name}`];
  const onchange = (value) => { row[spec.name] = value; changed(); };
  const value = row[spec.name] || "";
  if (spec.kind === "choice") {
    const printed = h("div", { class: "rk-printed", "aria-hidden": "true" }, value ? t[`choice_${value}`] : "");
    const select = h("select", {
      id: `rk-${field}`, "aria-describedby": `rk-${field}-error`,
      onchange: () => { printed.textContent = select.value ? t[`choice_${select.value}`] : ""; onchange(select.value); },
    }, h("option", { value: "" }, t.choice_none), spec.choices.map((code) => h("option", { value: code }, t[`choice_${code}`])));
    select.value = value;
    return h("div", { class: "rk-field rk-field--choice" }, h("label", { for: `rk-${field}` }, label), errorPlace(field), select, printed);
  }
  if (spec.kind === "text" || spec.kind === "day") {
    return shortText(field, { label, value, onchange, type: spec.kind === "day" ? "date" : "text", required: spec.required });
  }
  return longText(field, { label, value, onchange, required: spec.required });
}

function planList(name, specs, rows, t, changed) {
  const list = h("ol", { class: "rk-evidence" });
  const adder = button(t[`plan_${name}_add`], () => {
    rows.push(Object.fromEntries(specs.map((spec) => [spec.name, ""])));
    changed();
    draw();
    focusField(`plan-${name}-${rows.length - 1}-${specs[0].name}`);
  }, "rk-button--second rk-noprint", `rk-plan-${name}-add`);
  const remove = (index) => {
    if (Object.values(rows[index]).some((value) => value.trim()) && !window.confirm(t.plan_remove_sure)) return;
    rows.splice(index, 1);
    changed();
    draw();
    adder.focus();
  };
  const draw = () => {
    list.hidden = rows.length === 0;
    list.replaceChildren(...rows.map((row, index) => {
      const title = `${t[`plan_${name}_one`]} ${index + 1}`;
      const taken = button(t.evidence_remove, () => remove(index), "rk-button--quiet rk-noprint");
      taken.setAttribute("aria-label", `${t.evidence_remove}: ${title}`);
      return h("li", { class: "rk-evidence__row" }, h("div", { role: "group", "aria-label": title },
        h("p", { class: "rk-evidence__side" }, title),
        specs.map((spec) => planField(`plan-${name}-${index}-${spec.name}`, name, spec, row, t, changed)), taken));
    }));
  };
  draw();
  return h("section", { class: "rk-item", "aria-labelledby": `rk-plan-${name}-name` },
    h("h3", { id: `rk-plan-${name}-name` }, t[`plan_${name}`]), list, adder);
}

function planCard(form, plan, t, changed) {
  const set = (name) => (value) => { plan[name] = value; changed(); };
  const long = (name) => longText(`plan-${name}`, { label: t[`plan_${name}`], value: plan[name], onchange: set(name) });
  const leans = (item) => tick(`plan-items-${item.id}`, { label: `${item.number}. ${item.label}`, checked: plan.items.includes(item.id),
    onchange: (on) => { plan.items = on ? [...plan.items, item.id] : plan.items.filter((id) => id !== item.id); changed(); } });
  return h("section", { class: "rk-card rk-domain rk-plan", id: "rk-domain-plan", "aria-labelledby": "rk-plan-heading" },
    h("h2", { id: "rk-plan-heading" }, t.plan_heading), h("p", { class: "rk-hint" }, t.plan_hint),
    h("section", { class: "rk-item", "aria-labelledby": "rk-plan-formulation-name" },
      h("h3", { id: "rk-plan-formulation-name" }, t.plan_formulation), ["account", "driving", "restraining"].map(long),
      h("details", { class: "rk-about rk-leans", open: plan.items.length > 0 }, h("summary", {}, t.plan_items),
        h("div", { class: "rk-row" }, form.domains.flatMap((domain) => domain.items).map(leans)))),
    Object.entries(form.plan).map(([name, specs]) => planList(name, specs, plan[name], t, changed)),
    h("section", { class: "rk-item" },
      shortText("plan-reassess_on", { label: t.plan_reassess_on, value: plan.reassess_on, onchange: set("reassess_on"), type: "date", required: false })));
}
