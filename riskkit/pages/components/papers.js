// Four eyes under the newest version, and the explanation for the person concerned to take along.
function render({ model, el }) {
  const t = () => model.get("texts");
  const notice = h("p", { role: "status", class: "rk-papers__notice" });
  let given = 0;

  const explain = (form) => { notice.textContent = t().explain_making; ask(model, { command: "explain", form }); };
  const draw = () => keepingFocus(() => {
    const papers = model.get("papers");
    if (!papers.state) { el.replaceChildren(); return; }
    el.replaceChildren(h("section", { class: "rk-card", id: "rk-papers", "aria-labelledby": "rk-papers-name" }, h("h2", { id: "rk-papers-name" }, t().papers_heading),
      h("p", { class: "rk-hint" }, t().sign_text), h("p", { id: "rk-sign-state" }, papers.state),
      papers.signatures.length > 0 && h("ul", {}, papers.signatures.map((each) => h("li", {}, each))),
      papers.may_sign && h("p", { class: "rk-row rk-noprint" }, button(t().sign_button, () => ask(model, { command: "sign" }), "rk-button--second", "rk-sign")),
      h("div", { class: "rk-noprint" }, h("p", {}, t().explain_text),
        h("p", { class: "rk-row" }, button(t().explain_pdf, () => explain("pdf"), "rk-button--second", "rk-explain-pdf"), button(t().explain_html, () => explain("html"), "rk-button--second", "rk-explain-html")), notice)));
  });

  const give = () => {
    const copy = model.get("copy");
    if (!copy.turn || copy.turn === given) return;
    given = copy.turn;
    notice.textContent = t().explain_made;
    handOver(copy);
  };

  model.on("change:texts", draw);
  model.on("change:papers", draw);
  model.on("change:copy", give);
  draw();
}

export default { render };
