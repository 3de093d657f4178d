// One person's file to read: choose, header, timeline, profile, plan, who looked, and a copy to give.
function render({ model, el }) {
  const t = () => model.get("texts");
  const head = h("div", {}), body = h("div", {}), asked = h("div", {});
  const notice = h("p", { role: "status", class: "rk-notice" }), hint = errorPlace("picked-person");
  let chosen = sessionStorage.getItem("rk-person") || "", turn = 0, given = 0;

  const open = () => {
    hint.hidden = Boolean(chosen);
    hint.textContent = chosen ? "" : t().choose_first_person;
    if (!chosen) { byId("rk-picked-person").focus(); return; }
    sessionStorage.setItem("rk-person", chosen); // this tab only: no address and no history holds a person
    document.dispatchEvent(new CustomEvent("rk-keep")); // what was typed about another person is kept first
    ask(model, { command: "open", person: chosen });
  };

  const drawHead = () => keepingFocus(() => {
    const select = h("select", { id: "rk-picked-person", "aria-describedby": "rk-picked-person-error", onchange: (event) => { chosen = event.target.value; } },
      h("option", { value: "" }, t().person_choose), model.get("people").map((each) => h("option", { value: each.id }, each.label)));
    if (!model.get("people").some((each) => each.id === chosen)) chosen = "";
    select.value = chosen;
    head.replaceChildren(h("div", { class: "rk-picker rk-noprint" },
      h("h1", {}, t().title), h("p", { class: "rk-hint" }, fill(t().who, { who: model.get("who") })),
      h("div", { class: "rk-picker__row" },
        h("div", { class: "rk-field" }, h("label", { for: "rk-picked-person" }, t().person), hint, select),
        button(t().open_file, open, "", "rk-open"))));
    document.title = `${t().title} · ${t().site}`;
  });

  const table = (columns, rows, name) => h("div", { class: "rk-scroll", role: "region", tabindex: "0", "aria-label": fill(t().table_region, { name }) },
    h("table", {}, h("thead", {}, h("tr", {}, columns.map((each) => h("th", { scope: "col" }, each)))),
      h("tbody", {}, rows.map(([first, ...rest]) => h("tr", {}, h("th", { scope: "row" }, first), rest.map((cell) => h("td", {}, cell)))))));

  const card = (id, heading, ...inside) => h("section", { class: "rk-card", "aria-labelledby": id }, h("h2", { id }, heading), inside);

  const askCopy = () => {
    const back = () => { asked.replaceChildren(); byId("rk-copy")?.focus(); };
    const make = () => { asked.replaceChildren(); notice.textContent = t().copy_making; ask(model, { command: "copy" }); byId("rk-copy")?.focus(); };
    asked.replaceChildren(h("div", { class: "rk-alert rk-noprint", role: "alert", tabindex: "-1", id: "rk-copy-ask" },
      h("h3", {}, t().copy_heading), h("p", {}, t().copy_text),
      h("p", { class: "rk-row" }, button(t().copy_make, make, "", "rk-copy-make"), button(t().copy_back, back, "rk-button--second"))));
    byId("rk-copy-ask").focus();
  };

  const drawBody = () => {
    const file = model.get("file");
    notice.textContent = model.get("notice");
    if (!file.person) { body.replaceChildren(h("p", {}, t().none_open)); return; }
    keepingFocus(() => body.replaceChildren(
      personHeader(file.person, t(), h("p", {}, file.heading)),
      h("div", { class: "rk-row rk-noprint" }, h("a", { href: "assessment.ipynb" }, t().to_assessment), h("a", { href: "caseload.ipynb" }, t().to_caseload),
        h("a", { href: "conference.ipynb" }, t().to_conference), h("a", { href: "#rk-work" }, t().to_work),
        button(t().print, () => window.print(), "rk-button--second", "rk-print"), button(t().copy, askCopy, "rk-button--second", "rk-copy")),
      asked,
      timelineSection(file.timeline, t()),
      card("rk-profile", t().profile_heading, file.profiles.length === 0 ? h("p", {}, t().profile_none) : h("p", {}, t().profile_caution),
        file.profiles.map((each) => [h("h3", {}, each.title),
          table([t().column_item, ...each.columns], each.rows.map((row) => [row.label, ...row.cells]), each.title)])),
      card("rk-goals", t().goals_heading, file.goals.rows.length === 0 ? h("p", {}, t().goals_none) : table(file.goals.columns, file.goals.rows, t().goals_heading),
        file.plan.length > 0 && [h("h3", {}, t().plan_heading), h("dl", {}, file.plan.map((row) => [h("dt", {}, row.part), row.lines.map((line) => h("dd", {}, line))]))]),
      card("rk-looks", t().looks_heading, file.looks.rows.length === 0 ? h("p", {}, t().looks_not_given)
        : [h("p", { class: "rk-hint" }, t().looks_text), table(file.looks.columns, file.looks.rows, t().looks_heading)])));
    setPrintLine(file.print);
    if (file.turn !== turn) { turn = file.turn; asked.replaceChildren(); byId("rk-person").focus(); }
  };

  const give = () => {
    const copy = model.get("copy");
    notice.textContent = model.get("notice");
    if (!copy.turn || copy.turn === given) return;
    given = copy.turn;
    handOver({ ...copy, type: "application/pdf" });
  };

  const drawAll = () => { drawHead(); drawBody(); };
  const language = (event) => ask(model, { command: "language", code: event.detail });
  // On paper everything is open.
  const unfold = () => el.querySelectorAll("details").forEach((each) => { each.open = true; });
  document.addEventListener("rk-language", language);
  window.addEventListener("beforeprint", unfold);
  el.replaceChildren(head, notice, body);
  model.on("change:texts", drawAll);
  model.on("change:file", drawBody);
  model.on("change:copy", give);
  model.on("change:notice", () => { notice.textContent = model.get("notice"); });
  drawAll();
  if (document.documentElement.lang !== "nl") ask(model, { command: "language", code: document.documentElement.lang });
  if (chosen) open();
  return () => {
    document.removeEventListener("rk-language", language);
    window.removeEventListener("beforeprint", unfold);
  };
}

export default { render };
