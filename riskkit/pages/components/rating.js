// One item: what to judge, the answers, the reason where there is no answer, the evidence.
function ratingRow(item, draft, t, changed, apart = false) {
  const field = `item-${item.id}`;
  const reason = h("div", {}), marks = h("div", {});
  const drawReason = () => {
    const valued = draft.state === "value";
    const why = valued ? t.second_reasons : draft.state === "unknown" ? t.reason_unknown : t.reason_not_applicable;
    const asked = draft.state === "unknown" || draft.state === "not_applicable" || (apart && valued);
    reason.replaceChildren(...(asked
      ? [longText(`${field}-reason`, { label: why, value: draft.reason, required: !valued,
          onchange: (value) => { draft.reason = value; changed(); } })]
      : []));
  };
  // Which items matter is the assessor's own mark, for items that have an answer.
  const drawMarks = () => {
    const mark = (name, value) => {
      draft[name] = value;
      if (name === "decisive" && value) draft.relevant = true;
      if (name === "relevant" && !value) draft.decisive = false;
      changed();
      keepingFocus(drawMarks);
    };
    const made = (name) => tick(`${field}-${name}`, { label: t[`mark_${name}`], checked: draft[name], onchange: (value) => mark(name, value) });
    const asked = apart ? [] : draft.state === "value" ? ["relevant", "decisive"] : draft.state === "unknown" ? ["relevant"] : [];
    for (const name of ["relevant", "decisive"]) if (!asked.includes(name)) draft[name] = false;
    marks.replaceChildren(...(asked.length
      ? [h("div", { class: "rk-row rk-marks", role: "group", "aria-label": `${t.marks}: ${item.label}` }, asked.map(made))]
      : []));
  };
  const options = item.levels.map((level) => ({ value: `value/${level.code}`, label: level.label, meaning: level.meaning }));
  if (item.unknown) options.push({ value: "unknown/", label: item.unknown });
  if (item.not_applicable) options.push({ value: "not_applicable/", label: item.not_applicable });
  const choose = (value) => {
    const slash = value.indexOf("/");
    draft.state = value.slice(0, slash);
    draft.level = value.slice(slash + 1);
    drawReason();
    drawMarks();
    changed();
  };
  drawReason();
  drawMarks();
  return h("section", { class: "rk-item", "aria-labelledby": `rk-${field}-name` },
    h("h3", { id: `rk-${field}-name` }, `${item.number}. ${item.label} `,
      item.protective && h("span", { class: "rk-tag" }, t.protective),
      !item.verified && h("span", { class: "rk-tag rk-tag--doubt" }, t.unverified)),
    item.question && h("p", { class: "rk-item__question" }, item.question),
    h("fieldset", { id: `rk-${field}`, "aria-describedby": `rk-${field}-error` },
      h("legend", {}, t.rating, h("span", { class: "rk-hidden" }, `: ${item.number}. ${item.label}`)),
      errorPlace(field),
      choices(`${field}-rating`, { options, chosen: `${draft.state}/${draft.level}`, onchange: choose })),
    reason, marks,
    !apart && evidenceList(item, draft, t, changed));
}
