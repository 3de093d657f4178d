// A second assessor: ask, wait, both judgements side by side, and what both agree on.
function render({ model, el }) {
  const t = () => model.get("texts"), second = () => model.get("second");
  let chosen = "", agreed = { ratings: {}, level: "", reasons: "" }, drawn = 0;

  const askNow = () => {
    const place = byId("rk-second-assessor-error");
    const unsaved = document.body.hasAttribute("data-rk-unsaved"); // what is not saved could not be saved any more
    place.hidden = !unsaved;
    place.textContent = unsaved ? t().save_first : "";
    if (!unsaved) ask(model, { command: "ask", assessor: chosen });
  };

  const picked = (field, label, first, options, value, onchange) => {
    const select = h("select", { id: `rk-${field}`, "aria-describedby": `rk-${field}-error`, onchange: () => onchange(select.value) },
      h("option", { value: "" }, first), options.map((one) => h("option", { value: one.value, disabled: one.seen === true }, one.label)));
    select.value = value;
    return h("div", { class: "rk-field" }, h("label", { for: `rk-${field}` }, label), errorPlace(field), select);
  };

  const drawAsk = (now) => h("div", { class: "rk-noprint" }, h("p", {}, t().second_ask_text),
    now.candidates === null ? h("p", { class: "rk-row" }, button(t().second_find, () => ask(model, { command: "colleagues" }), "rk-button--second", "rk-second-find"))
      : now.candidates.length === 0 ? h("p", { id: "rk-second-none" }, t().second_none)
        : [picked("second-assessor", t().second_assessor, t().second_choose, now.candidates, chosen, (value) => { chosen = value; }),
          h("p", { class: "rk-row" }, button(t().second_ask, askNow, "rk-button--second", "rk-second-ask"))]);

  const drawWaiting = (now) => [h("p", { id: "rk-second-waiting" }, now.waiting),
    h("p", { class: "rk-row rk-noprint" }, button(t().second_withdraw, () => { if (window.confirm(t().second_withdraw_sure)) ask(model, { command: "withdraw" }); }, "rk-button--second", "rk-second-withdraw"))];

  const drawTable = (now) => {
    const row = (label, first, other, differs, note) => h("tr", { class: differs ? "rk-second__differs" : "" }, h("th", { scope: "row" }, label), h("td", {}, first), h("td", {}, other),
      h("td", {}, differs ? h("strong", {}, `≠ ${t().second_differs}`) : `= ${t().second_same}`, note && h("p", {}, fill(t().second_agreed_on, { what: note }))));
    return [h("p", {}, now.count), h("div", { class: "rk-scroll", role: "region", tabindex: "0", "aria-label": t().second_caption },
      h("table", { id: "rk-second-table" }, h("caption", {}, t().second_caption),
        h("thead", {}, h("tr", {}, [t().second_column_item, ...now.columns, t().second_column_same].map((name) => h("th", { scope: "col" }, name)))),
        h("tbody", {}, now.rows.map((each) => row(each.label, each.first, each.second, each.differs, each.agreed)),
          row(t().step_summary, now.summaries[0], now.summaries[1], !now.same_level, ""))))];
  };

  const drawAgree = (now) => h("section", { class: "rk-item rk-noprint", "aria-labelledby": "rk-agree-name" }, h("h3", { id: "rk-agree-name" }, t().agree_heading), h("p", {}, t().agree_text),
    now.questions.map((each) => picked(`agree-${each.id}`, each.label, t().choice_none, each.options, agreed.ratings[each.id] || "", (value) => { agreed.ratings[each.id] = value; })),
    picked("agree-level", t().agree_level, t().choice_none, now.levels, agreed.level, (value) => { agreed.level = value; }),
    longText("agree-reasons", { label: t().agree_reasons, value: agreed.reasons, required: true, onchange: (value) => { agreed.reasons = value; } }),
    h("p", { class: "rk-row" }, button(t().agree_save, () => ask(model, { command: "agree", ...agreed }), "", "rk-agree")));

  const draw = () => keepingFocus(() => {
    const now = second();
    if (!now.stage) { chosen = ""; agreed = { ratings: {}, level: "", reasons: "" }; el.replaceChildren(); return; }
    el.replaceChildren(h("section", { class: "rk-card", id: "rk-second", "aria-labelledby": "rk-second-name" }, h("h2", { id: "rk-second-name" }, t().second_heading),
      now.stage === "ask" && drawAsk(now), now.stage === "waiting" && drawWaiting(now),
      (now.stage === "compare" || now.stage === "agreed") && drawTable(now), now.may_agree && drawAgree(now), now.agreed && h("p", { id: "rk-agreed" }, h("strong", {}, now.agreed))));
    for (const [field, text] of Object.entries(now.faults)) {
      const place = byId(`rk-${field}-error`);
      if (place) { place.textContent = text; place.hidden = false; byId(`rk-${field}`)?.classList.add("rk-wrong"); }
    }
    const first = Object.keys(now.faults)[0];
    if (first && now.turn !== drawn) focusField(first);
    else if (now.candidates && now.turn !== drawn && document.activeElement === document.body) byId("rk-second-assessor")?.focus();
    drawn = now.turn;
  });

  model.on("change:texts", draw);
  model.on("change:second", draw);
  draw();
}

export default { render };
