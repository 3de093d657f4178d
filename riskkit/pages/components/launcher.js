// Choose a report and an example, fill in its parameters, have it made.
const copied = (value) => JSON.parse(JSON.stringify(value));

function render({ model, el }) {
  const t = () => model.get("texts");
  const head = h("div", {}), faults = h("div", {}), body = h("div", { class: "rk-body" });
  const notice = h("p", { role: "status", class: "rk-notice", id: "rk-launch-notice" });
  let notebook = "", start = "", typed = null, opened = "", turn = 0, limit = "", pdf = true, begun = "", told = "";

  const altered = () => typed !== null && JSON.stringify(typed) !== opened;
  const forms = () => [{ name: "launcher", message: {}, draft: altered() ? { notebook: model.get("form").notebook, start: begun, place: model.get("form").place, typed, limit, pdf } : null }];
  const keeper = makeKeeper(model, forms, (said) => sayKept(["launcher"], said, { ...t(), typed_unsaved: t().typed_unsent }));

  const openForm = () => {
    if (altered() && !window.confirm(t().start_sure)) return;
    notice.textContent = "";
    keeper.hold();
    begun = start;
    ask(model, { command: "form", notebook, start });
  };

  const list = (id, label, options, value, onchange, hint) => {
    const select = h("select", { id: `rk-${id}`, "aria-describedby": hint ? `rk-${id}-hint` : null, onchange: () => onchange(select.value) },
      options.map((each) => h("option", { value: each.value }, each.label)));
    select.value = value;
    return h("div", { class: "rk-field" }, h("label", { for: `rk-${id}` }, label), hint && h("p", { id: `rk-${id}-hint`, class: "rk-hint" }, hint), select);
  };

  // Only the list of examples follows: a list that is replaced while someone types in it forgets what was typed.
  const examples = h("div", {});
  const drawExamples = () => {
    const chosen = model.get("choices").find((each) => each.value === notebook);
    examples.replaceChildren(list("start", t().start, [...(chosen?.starts || []), { value: "", label: t().start_empty }], start, (value) => { start = value; }));
  };
  const pick = (value) => {
    notebook = value;
    start = model.get("choices").find((each) => each.value === value)?.starts[0]?.value || "";
    drawExamples();
  };

  const drawHead = () => keepingFocus(() => {
    const choices = model.get("choices"), chosen = choices.find((each) => each.value === notebook) || choices[0];
    if (chosen && chosen.value !== notebook) { notebook = chosen.value; start = chosen.starts[0]?.value || ""; }
    drawExamples();
    head.replaceChildren(h("div", { class: "rk-picker rk-noprint" },
      h("h1", {}, t().title), h("p", { class: "rk-hint" }, fill(t().who, { who: model.get("who") })),
      h("h2", {}, t().start_heading), h("p", { class: "rk-hint" }, t().start_hint),
      h("div", { class: "rk-picker__row" },
        list("notebook", t().notebook, choices, notebook, pick), examples,
        button(t().start_open, openForm, "", "rk-open-form"))));
    document.title = `${t().title} · ${t().site}`;
    const when = new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : "nl-NL", { dateStyle: "long", timeStyle: "short" }).format(new Date());
    setPrintLine(fill(t().printed_on, { title: t().title, when }));
  });

  const run = () => {
    keeper.hold();
    notice.textContent = t().running_wait;
    const sent = ask(model, { command: "run", typed: copied(typed), limit: Number(limit), pdf });
    if (!sent) notice.textContent = "";
  };

  const take = (form) => {
    turn = form.turn;
    typed = copied(form.typed);
    opened = JSON.stringify(form.fresh);
    told = form.told;
    if (told) ({ start: begun, limit, pdf } = form.left);
    keeper.began("launcher", forms()[0].draft);
  };

  // The form as it began, without what was typed in it.
  const drop = () => { typed = copied(model.get("form").fresh); told = ""; keeper.flush(); drawBody(); byId("rk-form-heading").focus(); };

  const drawBody = () => {
    const form = model.get("form");
    if (!form.fields) { body.replaceChildren(h("p", { class: "rk-hint rk-noprint" }, t().form_none)); return; }
    const fresh = form.turn !== turn;
    if (fresh) take(form);
    limit ||= form.limits[form.limits.length - 1].value;
    keepingFocus(() => body.replaceChildren(h("section", { class: "rk-card rk-parameters", id: "rk-p", "aria-labelledby": "rk-form-heading" },
      h("h2", { id: "rk-form-heading", tabindex: "-1" }, form.heading), h("p", { class: "rk-hint rk-noprint" }, t().form_text), foundAgain("launcher", told, t(), drop), errorPlace("p"),
      list("place", t().place, form.places, form.place, (value) => ask(model, { command: "place", place: value }), t().place_hint),
      parameterFields(form.fields, typed, t(), keeper.touched),
      h("div", { class: "rk-parameters__last rk-noprint" },
        list("limit", t().limit, form.limits, limit, (value) => { limit = value; keeper.touched(); }),
        tick("pdf", { label: t().pdf, checked: pdf, onchange: (value) => { pdf = value; keeper.touched(); } }))),
    h("div", { class: "rk-bar rk-noprint" }, h("div", { class: "rk-row" }, button(t().run, run, "", "rk-run"),
      button(t().print, () => window.print(), "rk-button--second", "rk-print")), keptPlace("launcher"), notice)));
    markFaults(document, model.get("outcome").faults || []);
    keeper.touched();
    if (fresh && !told) byId("rk-form-heading").focus();
  };

  const wrongs = (found) => h("div", { class: "rk-alert rk-alert--wrong", role: "alert", "aria-labelledby": "rk-faults-heading", tabindex: "-1", id: "rk-faults" },
    h("h2", { id: "rk-faults-heading" }, t().faults_heading), h("p", {}, t().faults_text),
    h("ul", {}, found.map((fault) => h("li", {},
      h("a", { href: `#rk-${fault.field}`, onclick: (event) => { event.preventDefault(); focusField(fault.field); } }, fault.full)))));

  const hear = () => {
    const outcome = model.get("outcome"), found = outcome.faults || [];
    notice.textContent = outcome.notice || "";
    faults.replaceChildren(...(found.length ? [wrongs(found)] : []));
    markFaults(document, found);
    if (!outcome.fresh) return;
    if (found.length) { byId("rk-faults").focus(); byId("rk-faults").scrollIntoView({ block: "start" }); }
    if (outcome.asked) { opened = JSON.stringify(typed); told = ""; byId("rk-found-launcher")?.remove(); keeper.began("launcher", null); byId("rk-runs-heading")?.focus(); }
    keeper.touched();
  };

  const left = model.get("form").left || {};
  if (left.notebook) [notebook, start] = [left.notebook, left.start];
  const say = () => { drawHead(); drawBody(); };
  const language = (event) => ask(model, { command: "language", code: event.detail });
  document.addEventListener("rk-language", language);
  el.replaceChildren(head, faults, body);
  model.on("change:texts", say);
  model.on("change:choices", drawHead);
  model.on("change:form", drawBody);
  model.on("change:outcome", hear);
  say();
  if (document.documentElement.lang !== "nl") ask(model, { command: "language", code: document.documentElement.lang });
  return () => {
    keeper.stop();
    document.removeEventListener("rk-language", language);
  };
}

export default { render };
