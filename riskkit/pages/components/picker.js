// With which instrument, and whose file: native lists, and a question before typed text is dropped.
function render({ model, el }) {
  const t = () => model.get("texts");
  const brought = sessionStorage.getItem("rk-person"); // chosen on another page, in this tab
  let chosen = model.get("people").some((person) => person.id === brought) ? brought : "";
  const asked = h("div", {}), hintPerson = errorPlace("picked-person");

  const open = () => {
    sessionStorage.setItem("rk-person", chosen); // this tab only; a page that is loaded again has it at hand
    ask(model, { command: "open", person: chosen });
  };

  const askFirst = () => {
    const back = () => { asked.replaceChildren(); byId("rk-person")?.focus(); };
    const discard = () => { asked.replaceChildren(); open(); };
    asked.replaceChildren(h("div", { class: "rk-alert", role: "alert", tabindex: "-1", id: "rk-ask" },
      h("h2", {}, t().unsaved_heading), h("p", {}, t().unsaved_text),
      h("p", { class: "rk-row" }, button(t().unsaved_back, back), button(t().unsaved_discard, discard, "rk-button--second"))));
    byId("rk-ask").focus();
  };

  const wanted = () => {
    hintPerson.hidden = Boolean(chosen);
    hintPerson.textContent = chosen ? "" : t().choose_first_person;
    if (!chosen) { byId("rk-picked-person").focus(); return; }
    asked.replaceChildren();
    if (document.body.hasAttribute("data-rk-unsaved") && !document.body.hasAttribute("data-rk-kept")) askFirst();
    else open();
  };

  const list = (id, label, first, options, value, onchange, note) => {
    const select = h("select", { id: `rk-${id}`, "aria-describedby": note ? `rk-${id}-error` : null, onchange: () => onchange(select.value) },
      first && h("option", { value: "" }, first), options);
    select.value = value;
    return h("div", { class: "rk-field" }, h("label", { for: `rk-${id}` }, label), note, select);
  };

  const pickInstrument = (id) => ask(model, { command: "instrument", id });

  const draw = () => keepingFocus(() => {
    const places = [...new Set(model.get("people").map((person) => person.place))].sort();
    const people = places.map((place) => h("optgroup", { label: place },
      model.get("people").filter((person) => person.place === place)
        .map((person) => h("option", { value: person.id }, person.label))));
    el.replaceChildren(h("section", { class: "rk-picker rk-noprint", "aria-labelledby": "rk-choose" },
      h("h1", {}, t().title), h("p", { class: "rk-hint" }, fill(t().who, { who: model.get("who") })),
      h("h2", { id: "rk-choose" }, t().choose_heading),
      h("div", { class: "rk-picker__row" },
        model.get("instruments").length > 1 && list("instrument", t().instrument, null,
          model.get("instruments").map((each) => h("option", { value: each.id }, each.title)), model.get("instrument"), pickInstrument),
        list("picked-person", t().person, t().person_choose, people, chosen, (id) => { chosen = id; }, hintPerson),
        button(t().open_file, wanted, "", "rk-open")),
      asked));
    document.title = `${t().title} · ${t().site}`;
  });

  const language = (event) => ask(model, { command: "language", code: event.detail });
  document.addEventListener("rk-language", language);
  for (const name of ["texts", "people", "instruments", "instrument"]) model.on(`change:${name}`, draw);
  draw();
  if (document.documentElement.lang !== "nl") ask(model, { command: "language", code: document.documentElement.lang });
  return () => document.removeEventListener("rk-language", language);
}

export default { render };
