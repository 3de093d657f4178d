// One item: what to judge, the answers, the reason where there is no answer, the evidence.
function ratingRow(item, draft, t, changed) {
  const field = `item-${item.id}`;
  const reason = h("div", {});
  const drawReason = () => {
    const why = draft.state === "unknown" ? t.reason_unknown : t.reason_not_applicable;
    const asked = draft.state === "unknown" || draft.state === "not_applicable";
    reason.replaceChildren(...(asked
      ? [longText(`${field}-reason`, { label: why, value: draft.reason, required: true,
          onchange: (value) => { draft.reason = value; changed(); } })]
      : []));
  };
  const options = item.levels.map((level) => ({ value: `value/${level.code}`, label: level.label, meaning: level.meaning }));
  if (item.unknown) options.push({ value: "unknown/", label: item.unknown });
  if (item.not_applicable) options.push({ value: "not_applicable/", label: item.not_applicable });
  const choose = (value) => {
    const slash = value.indexOf("/");
    draft.state = value.slice(0, slash);
    draft.level = value.slice(slash + 1);
    changed();
    drawReason();
  };
  drawReason();
  return h("section", { class: "rk-item", "aria-labelledby": `rk-${field}-name` },
    h("h3", { id: `rk-${field}-name` }, `${item.number}. ${item.label}`),
    h("p", { class: "rk-item__question", id: `rk-${field}-question` }, item.question),
    h("fieldset", { id: `rk-${field}`, "aria-describedby": `rk-${field}-error` },
      h("legend", {}, t.rating, h("span", { class: "rk-hidden" }, `: ${item.number}. ${item.label}`)),
      errorPlace(field),
      choices(`${field}-rating`, { options, chosen: `${draft.state}/${draft.level}`, onchange: choose })),
    reason,
    evidenceList(item, draft, t, changed));
}
