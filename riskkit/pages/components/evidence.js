// What speaks for and against one item: statement, source and day, as many as needed.
function evidenceList(item, draft, t, changed) {
  const field = `item-${item.id}-evidence`;
  const list = h("ol", { class: "rk-evidence" });
  const none = h("p", { class: "rk-hint rk-evidence__none" }, t.evidence_none);
  const set = (index, name) => (value) => { draft.evidence[index][name] = value; changed(); };

  const remove = (index) => {
    const piece = draft.evidence[index];
    const typed = piece.statement || piece.source;
    if (typed && !window.confirm(t.evidence_remove_sure)) return;
    draft.evidence.splice(index, 1);
    changed();
    draw();
    adders.querySelector("button").focus();
  };

  const row = (piece, index) => {
    const name = `${piece.side === "for" ? t.evidence_for : t.evidence_against} ${index + 1}`;
    const id = `${field}-${index}`;
    const taken = button(t.evidence_remove, () => remove(index), "rk-button--quiet rk-noprint");
    taken.setAttribute("aria-label", `${t.evidence_remove}: ${item.label}, ${name}`);
    return h("li", { class: `rk-evidence__row rk-evidence__row--${piece.side}` },
      h("div", { role: "group", "aria-label": `${item.label}, ${name}` },
        h("p", { class: "rk-evidence__side" }, h("span", { "aria-hidden": "true" }, piece.side === "for" ? "+ " : "− "), name),
        longText(`${id}-statement`, { label: t.evidence_statement, value: piece.statement, onchange: set(index, "statement"), required: true }),
        h("div", { class: "rk-evidence__origin" },
          shortText(`${id}-source`, { label: t.evidence_source, hint: t.evidence_source_hint, value: piece.source, onchange: set(index, "source") }),
          shortText(`${id}-dated`, { label: t.evidence_dated, value: piece.dated, onchange: set(index, "dated"), type: "date" })),
        taken));
  };

  const draw = () => {
    list.replaceChildren(...draft.evidence.map(row));
    none.hidden = draft.evidence.length > 0;
    list.hidden = draft.evidence.length === 0;
  };

  const add = (side) => {
    draft.evidence.push({ side, statement: "", source: "", dated: "" });
    changed();
    draw();
    focusField(`${field}-${draft.evidence.length - 1}-statement`);
  };
  const adder = (side, label) => {
    const made = button(label, () => add(side), "rk-button--second");
    made.setAttribute("aria-label", `${label}: ${item.label}`);
    return made;
  };
  const adders = h("p", { class: "rk-row rk-noprint" },
    adder("for", t.evidence_add_for), adder("against", t.evidence_add_against));
  // Where nothing was found it matters where was looked: absence of evidence is not evidence of absence.
  const looked = (side) => longText(`item-${item.id}-none_${side}`, { label: t[`looked_${side}`], value: draft[`none_${side}`],
    onchange: (value) => { draft[`none_${side}`] = value; changed(); } });
  const nothing = h("details", { class: "rk-about", open: Boolean(draft.none_for || draft.none_against) },
    h("summary", {}, t.looked_heading, h("span", { class: "rk-hidden" }, `: ${item.label}`)), looked("for"), looked("against"));
  draw();
  return h("div", { class: "rk-item__evidence" }, h("h4", {}, t.evidence), list, h("div", { class: "rk-row" }, adders, none), nothing);
}
