// Measures to weigh: choose them, fill in each, and see them side by side as they are typed.
function candidateGroups(form, draft, t, toggled) {
  const chosen = new Set(draft.measures.map((row) => row.measure));
  return h("div", { id: "rk-candidates", tabindex: "-1" }, errorPlace("candidates"), form.groups.map((group) =>
    h("fieldset", { class: "rk-candidates" }, h("legend", {}, group.label), h("div", { class: "rk-candidates__list" }, group.measures.map((measure) => {
      const forbidden = draft.about === "child_of_returnee" && !measure.for_children;
      return h("div", { class: "rk-candidate" },
        errorPlace(`candidate-${measure.id}`),
        tick(`candidate-${measure.id}`, { label: h("span", {}, h("strong", {}, measure.name), forbidden && h("span", {}, ` (${t.not_for_child})`)),
          checked: chosen.has(measure.id), onchange: (on) => toggled(measure, on) }),
        h("p", { class: "rk-hint" }, measure.what));
    })))));
}

const emptyMeasure = (measure, specs) => ({ measure: measure.id, ...Object.fromEntries(specs.map((spec) => [spec.name, ""])), decided_by: measure.decides });

function measureField(spec, measure, row, t, onchange) {
  const field = `measure-${measure.id}-${spec.name}`, label = t[`plan_measure_${spec.name}`], value = row[spec.name];
  const known = { burden: measure.burden, alternative: measure.lighter, decided_by: measure.decides }[spec.name];
  const hint = known ? fill(t.known, { text: known }) : t[`hint_measure_${spec.name}`];
  if (spec.kind === "choice") {
    return h("fieldset", { id: `rk-${field}`, "aria-describedby": `rk-${field}-error` },
      h("legend", {}, label), errorPlace(field),
      choices(field, { options: spec.choices.map((code) => ({ value: code, label: t[`choice_${code}`] })), chosen: value, onchange }));
  }
  if (spec.kind === "long") return longText(field, { label, hint, value, onchange, required: spec.required });
  return shortText(field, { label, hint, value, onchange, type: spec.kind === "day" ? "date" : "text", required: spec.required });
}

// One measure: what the catalogue knows, then what was weighed here.
function measureCard(measure, row, specs, t, changed, printed) {
  const asked = { decided_by: ["taken", "proposed"], starts_on: ["taken"] };
  const place = {};
  const show = () => Object.entries(asked).forEach(([name, decisions]) => { place[name].hidden = !decisions.includes(row.decision); });
  const fields = specs.map((spec) => {
    const made = measureField(spec, measure, row, t, (value) => { row[spec.name] = value; if (spec.name === "decision") show(); changed(); });
    if (asked[spec.name]) place[spec.name] = made;
    return made;
  });
  show();
  const name = `rk-measure-${measure.id}-name`;
  const facts = [["fact_law", measure.law, !measure.verified], ["fact_decides", measure.decides], ["fact_effect", measure.effect, measure.effect_status !== "known"]];
  return h("section", { class: printed ? "rk-item rk-measure" : "rk-item rk-noprint", "aria-labelledby": name },
    h("h3", { id: name }, measure.name), h("p", {}, measure.what),
    h("dl", { class: "rk-facts" }, facts.map(([label, text, doubt]) => [h("dt", {}, t[label]), h("dd", { class: doubt ? "rk-facts__doubt" : null }, text)])),
    fields);
}

const FIT_ON_PAPER = 3;

// All measures beside each other, one row a question. On paper this table stands for the forms as long as it fits.
function comparison(rows, byMeasure, specs, t) {
  const shown = rows.filter((row) => byMeasure[row.measure]);
  const cell = (row, spec) => {
    const value = row[spec.name];
    if (!value) return h("span", { class: "rk-hint" }, t.not_yet);
    return spec.kind === "choice" ? t[`choice_${value}`] : spec.kind === "day" ? inWords(value) : value;
  };
  const own = (name) => specs.filter((spec) => spec.name === name).map((spec) => [t[`plan_measure_${name}`], (row) => cell(row, spec)]);
  const lines = [
    ...own("goal"), ...own("risk_factor"), [t.fact_effect, (row) => byMeasure[row.measure].effect], ...own("burden"), ...own("alternative"),
    [t.fact_law, (row) => byMeasure[row.measure].law], [t.fact_decides, (row) => row.decided_by || byMeasure[row.measure].decides],
    ...own("decision"), ...own("proportionality"), ...own("necessity"), ...own("review_on"),
  ];
  return h("div", { class: `rk-scroll ${shown.length > FIT_ON_PAPER ? "rk-noprint" : ""}`.trim(), role: "region", tabindex: "0", "aria-label": fill(t.table_region, { name: t.compare_heading }) },
    h("table", { class: "rk-compare" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t.compare_question), shown.map((row) => h("th", { scope: "col" }, byMeasure[row.measure].name)))),
      h("tbody", {}, lines.map(([label, said]) => h("tr", {}, h("th", { scope: "row" }, label), shown.map((row) => h("td", {}, said(row))))))));
}
