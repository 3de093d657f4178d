// A page of sections from plain values: sentences, facts, tables with actions on their rows, short forms.
// What someone typed stays in `typed` until the kernel says that it was taken in; a language change or an error loses none.
function render({ model, el }) {
  const t = () => model.get("texts"), page = () => model.get("page");
  const typed = new Map(), opened = new Set();
  let asking = null, told = 0, given = 0, waiting = null;

  const send = (command, extra = {}) => ask(model, { command, ...extra });
  const valueOf = (owner, field) => typed.get(`${owner}.${field.name}`) ?? field.value ?? "";
  const forget = (owner) => [...typed.keys()].filter((key) => key.startsWith(`${owner}.`)).forEach((key) => typed.delete(key));
  const values = (owner, fields) => Object.fromEntries(fields.map((each) => [each.name, valueOf(owner, each)]));

  const drawField = (owner, field) => {
    const id = `rk-${owner}-${field.name}`, hint = field.hint && `${id}-hint`;
    const keep = (event) => typed.set(`${owner}.${field.name}`, event.target.value);
    const shared = { id, "aria-describedby": hint || null, "aria-required": field.required ? "true" : null, oninput: keep };
    let control;
    if (field.type === "select") {
      control = h("select", { ...shared, onchange: keep }, field.options.map((each) => h("option", { value: each.value }, each.label)));
    } else if (field.type === "textarea") {
      control = h("textarea", { ...shared, rows: 2, maxlength: 2000 });
    } else {
      control = h("input", { ...shared, type: field.type || "text", autocomplete: "off", maxlength: field.type === "date" ? null : 200 });
    }
    control.value = valueOf(owner, field);
    if (field.type === "select" && control.value === "" && field.options.length > 0 && control.selectedIndex < 0) control.selectedIndex = 0;
    if (field.type === "select") typed.set(`${owner}.${field.name}`, control.value);
    return h("div", { class: `rk-field rk-field--${field.type || "text"}` }, h("label", { for: id }, field.label),
      field.hint && h("p", { id: hint, class: "rk-hint" }, field.hint), control);
  };

  const go = (address, name, value) => {
    sessionStorage.setItem(name, value); // this tab only: no address and no history holds a person or a figure
    window.location.assign(address);
  };

  const act = (action) => {
    if (action.open) go("person.ipynb", "rk-person", action.open);
    else if (action.prove) go("proof.ipynb", "rk-proof", action.prove);
    else if (action.confirm) { asking = action.id; draw(); byId(`rk-ask-${action.id}`)?.focus(); }
    else send(action.command, action.extra);
  };

  const drawAction = (action) => {
    const made = button(action.label, () => act(action), action.quiet ? "rk-button--quiet" : "rk-button--second", `rk-do-${action.id}`);
    if (action.about) made.setAttribute("aria-label", `${action.label}: ${action.about}`);
    return made;
  };

  // The question before something is done: in place, with its own fields, reached and left by keyboard.
  const drawQuestion = (actions) => {
    const action = actions.find((each) => each.id === asking);
    if (!action) return null;
    const { heading, text, fields = [], yes } = action.confirm;
    const back = () => { asking = null; draw(); byId(`rk-do-${action.id}`)?.focus(); };
    const go_on = (event) => { event.preventDefault(); send(action.command, { ...action.extra, typed: values(action.id, fields) }); };
    return h("form", { class: "rk-alert rk-noprint", id: `rk-ask-${action.id}`, tabindex: "-1", "aria-label": heading, onsubmit: go_on },
      h("p", { class: "rk-ask__heading" }, h("strong", {}, heading)), h("p", {}, text), fields.map((each) => drawField(action.id, each)),
      h("p", { class: "rk-row rk-ask__buttons" }, h("button", { type: "submit", class: "rk-button", id: `rk-yes-${action.id}` }, yes),
        button(t().back, back, "rk-button--second", `rk-back-${action.id}`)));
  };

  const line = (each) => h("span", { class: `rk-table__line${each.mark ? ` rk-table__line--${each.mark}` : ""}` }, each.text);
  const cell = (content) => (typeof content === "string" ? content : content.lines.map(line));

  const parts = {
    text: (part) => h("p", { class: part.mark ? `rk-${part.mark}` : null }, part.text),
    heading: (part) => h("h3", {}, part.text),
    facts: (part) => h("dl", { class: "rk-facts" }, part.rows.map((row) => [h("dt", {}, row.term),
      h("dd", { class: row.code ? "rk-code" : null }, row.mark && h("strong", { class: `rk-check rk-check--${row.mark}` }, row.verdict, " "), row.text)])),
    list: (part) => h("ul", { class: "rk-list" }, part.items.map((each) => h("li", {}, each))),
    table: (part) => [
      h("div", { class: "rk-scroll", role: "region", tabindex: "0", "aria-label": part.caption },
        h("table", { id: `rk-${part.id}` }, h("caption", {}, part.caption),
          h("thead", {}, h("tr", {}, part.columns.map((each) => h("th", { scope: "col" }, each)),
            part.actions && h("th", { scope: "col", class: "rk-noprint" }, part.actions))),
          h("tbody", {}, part.rows.map((row) => h("tr", {}, h("th", { scope: "row" }, cell(row.cells[0])),
            row.cells.slice(1).map((each) => h("td", {}, cell(each))),
            part.actions && h("td", { class: "rk-noprint" }, h("div", { class: "rk-row rk-row--tight" }, (row.actions || []).map(drawAction)))))))),
      drawQuestion(part.rows.flatMap((row) => row.actions || []))],
    form: (part) => {
      const submit = (event) => { event.preventDefault(); send(part.command, { ...part.extra, typed: values(part.id, part.fields) }); };
      return h("form", { class: "rk-noprint rk-form", id: `rk-${part.id}`, "aria-label": part.name, onsubmit: submit },
        h("div", { class: "rk-picker__row rk-picker__row--three" }, part.fields.map((each) => drawField(part.id, each))),
        h("p", { class: "rk-row rk-form__buttons" }, h("button", { type: "submit", class: "rk-button", id: `rk-send-${part.id}` }, part.button)));
    },
    buttons: (part) => [h("p", { class: "rk-row rk-noprint" }, part.actions.map(drawAction)), drawQuestion(part.actions)],
    fold: (part) => h("details", { class: "rk-fold", open: opened.has(part.id), ontoggle: (event) => { event.target.open ? opened.add(part.id) : opened.delete(part.id); } }, h("summary", { id: `rk-fold-${part.id}` }, part.text),
      part.parts.map((each) => parts[each.kind](each))),
    links: (part) => h("p", { class: "rk-row rk-noprint" }, part.links.map((each) => h("a", { href: each.href }, each.label))),
  };

  const notice = (section) => {
    const said = page().notice;
    if (!said || !said.text || said.at !== section.id) return null;
    return h("div", { class: `rk-alert rk-noprint${said.wrong ? " rk-alert--wrong" : ""}`, id: "rk-told", tabindex: "-1" },
      h("p", {}, h("strong", {}, said.wrong ? `${t().not_done} ` : ""), said.text));
  };

  const drawSection = (section) => h("section", { class: "rk-card", id: `rk-part-${section.id}`, "aria-labelledby": `rk-head-${section.id}` },
    h("h2", { id: `rk-head-${section.id}`, tabindex: "-1" }, section.heading), notice(section),
    section.parts.map((part) => parts[part.kind](part)));

  const draw = () => keepingFocus(() => {
    const shown = page();
    el.replaceChildren(h("div", { class: "rk-sheet" },
      h("h1", { id: "rk-title" }, shown.title),
      h("p", { class: "rk-hint" }, fill(t().who, { who: model.get("who") }), " ", shown.synthetic && h("span", { class: "rk-synthetic" }, t().synthetic)),
      shown.intro && h("p", {}, shown.intro),
      h("p", { class: "rk-row rk-noprint" }, button(t().print, () => window.print(), "rk-button--second", "rk-print")),
      shown.sections.length > 2 && h("nav", { class: "rk-parts rk-noprint", "aria-label": t().on_this_page },
        h("ol", {}, shown.sections.map((each) => h("li", {}, h("a", { href: `#rk-part-${each.id}` }, each.heading))))),
      shown.sections.map(drawSection)));
    document.title = `${shown.title} · ${t().site}`;
    setPrintLine(shown.print);
  });

  const changed = () => {
    const said = page().notice || {}, fresh = said.turn && said.turn !== told;
    if (fresh) {
      told = said.turn;
      (said.clears || []).forEach(forget);
      if (!said.wrong && asking) { forget(asking); asking = null; }
    }
    draw();
    if (fresh && said.at) { const place = byId("rk-told") || byId(`rk-head-${said.at}`); place?.focus(); place?.scrollIntoView({ block: "center" }); }
    lookAgain();
  };

  // Until it has ended; a look at how far it is changes nothing on the page, and keeps no session alive.
  const lookAgain = () => {
    clearTimeout(waiting);
    if (page().waits) waiting = setTimeout(() => { send("ping"); lookAgain(); }, 700);
  };

  const give = () => {
    const file = model.get("download");
    if (!file.turn || file.turn === given) return;
    given = file.turn;
    handOver(file);
  };

  const language = (event) => send("language", { code: event.detail });
  // On paper everything is open.
  const unfold = () => el.querySelectorAll("details").forEach((each) => { each.open = true; });
  document.addEventListener("rk-language", language);
  window.addEventListener("beforeprint", unfold);
  model.on("change:page", changed);
  model.on("change:download", give);
  draw();
  if (document.documentElement.lang !== "nl") send("language", { code: document.documentElement.lang });
  const wanted = page().takes && sessionStorage.getItem(page().takes);
  if (wanted) send("start", { value: wanted });
  return () => { clearTimeout(waiting); window.removeEventListener("beforeprint", unfold); document.removeEventListener("rk-language", language); };
}

export default { render };
