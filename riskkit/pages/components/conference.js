// A case conference: who, with whom, on what ground; then only what that ground allows, and what was decided.
const copied = (value) => JSON.parse(JSON.stringify(value));
const KEEP_AFTER = 3000;

function render({ model, el }) {
  const t = () => model.get("texts");
  // This tab only: no address and no history holds a person.
  const stored = () => { try { return JSON.parse(sessionStorage.getItem("rk-conference")) || {}; } catch { return {}; } };
  const picked = { person: sessionStorage.getItem("rk-person") || "", ground: "", organisations: [], other: "", ...stored() };
  let draft = null, base = "", sent = { text: "", turn: 0 }, timer = null, given = 0, turn = -1, heard = -1, due = false;
  const box = h("div", { class: "rk-outcome" }), body = h("div", { class: "rk-body" }), bar = h("div", { class: "rk-bar rk-noprint" });
  const notice = h("p", { role: "status", class: "rk-notice" }), status = h("p", { class: "rk-bar__status" }), compared = h("div", {});
  const send = (message) => { if (!ask(model, message)) notice.textContent = t().not_saved; };
  const open = () => { sessionStorage.setItem("rk-conference", JSON.stringify({ ...picked, open: true })); send({ command: "open", ...picked }); };
  const table = () => model.get("table"), recorded = () => Boolean(table().recorded);
  const unsaved = () => draft !== null && !recorded() && JSON.stringify(draft) !== base;
  const kept = () => model.get("kept").turn === sent.turn && JSON.stringify(draft) === sent.text;
  const measures = () => Object.fromEntries(model.get("form").groups.flatMap((group) => group.measures).map((each) => [each.id, each]));

  const keepDraft = () => {
    clearTimeout(timer);
    const text = JSON.stringify(draft);
    if (!unsaved() || text === sent.text) return;
    sent = { text, turn: sent.turn + 1 };
    ask(model, { command: "draft", draft: copied(draft), turn: sent.turn });
  };

  const changed = () => {
    document.body.toggleAttribute("data-rk-unsaved", unsaved());
    document.body.toggleAttribute("data-rk-kept", unsaved() && kept());
    if (draft === null) return;
    clearTimeout(timer);
    timer = setTimeout(keepDraft, KEEP_AFTER);
    compared.replaceChildren(draft.measures.length ? comparison(draft.measures, measures(), model.get("form").fields, t()) : h("p", {}, t().compare_none));
    status.replaceChildren(recorded() ? t().status_recorded : h("strong", { class: unsaved() ? "rk-unsaved" : "" }, unsaved() ? t().status_unsaved : t().status_empty),
      unsaved() && kept() ? ` · ${model.get("kept").text}` : "");
    setPrintLine((recorded() ? "" : `${t().print_unsaved} · `) + table().print);
  };

  const card = (id, heading, ...inside) => h("section", { class: "rk-card", "aria-labelledby": `rk-${id}-name` }, h("h2", { id: `rk-${id}-name` }, heading), inside);
  const set = (name) => (value) => { draft[name] = value; changed(); };
  const long = (name, hint, required = false) => longText(name, { label: t()[`label_${name}`], hint, value: draft[name], required, onchange: set(name) });

  const drawSetup = () => {
    const people = model.get("people");
    if (!people.some((each) => each.id === picked.person)) picked.person = "";
    const select = h("select", { id: "rk-picked-person", "aria-describedby": "rk-picked-person-error", onchange: (event) => { picked.person = event.target.value; sessionStorage.setItem("rk-person", picked.person); } },
      h("option", { value: "" }, t().person_choose), people.map((each) => h("option", { value: each.id }, each.label)));
    select.value = picked.person;
    const allowed = h("div", { id: "rk-allowed", "aria-live": "polite" });
    const tell = () => {
      const ground = model.get("grounds").find((each) => each.value === picked.ground);
      allowed.replaceChildren(...(ground ? [h("p", { class: "rk-hint" }, t().ground_allows), h("ul", {}, ground.allows.map((line) => h("li", {}, line)))] : []));
    };
    const seat = (each) => tick(`org-${each.value}`, { label: each.label, checked: picked.organisations.includes(each.value),
      onchange: (on) => { picked.organisations = picked.organisations.filter((one) => one !== each.value).concat(on ? [each.value] : []); } });
    body.replaceChildren(h("div", { class: "rk-picker" },
      h("h1", {}, t().title), h("p", { class: "rk-hint" }, fill(t().who, { who: model.get("who") })), h("p", {}, t().setup_text),
      h("div", { class: "rk-field" }, h("label", { for: "rk-picked-person" }, t().person), errorPlace("picked-person"), select),
      h("fieldset", { id: "rk-ground", "aria-describedby": "rk-ground-error" }, h("legend", {}, t().ground), errorPlace("ground"),
        choices("ground", { options: model.get("grounds"), chosen: picked.ground, onchange: (value) => { picked.ground = value; tell(); } })), allowed,
      h("fieldset", { id: "rk-organisations", "aria-describedby": "rk-organisations-error" }, h("legend", {}, t().organisations), errorPlace("organisations"),
        h("div", { class: "rk-seats" }, model.get("organisations").map(seat))),
      shortText("other", { label: t().other, hint: t().other_hint, value: picked.other, required: false, onchange: (value) => { picked.other = value; } }),
      h("p", { class: "rk-hint" }, t().on_record), h("p", {}, button(t().open_table, open, "", "rk-open"))));
    tell();
    bar.replaceChildren(notice);
    bar.hidden = !notice.textContent;
    setPrintLine(table().print);
  };

  const papers = (what) => h("p", { class: "rk-row rk-noprint" }, ["pdf", "html", "csv"].map((kind) =>
    button(fill(t()[`give_${what}`], { kind: kind.toUpperCase() }), () => { notice.textContent = t().giving; send({ command: "give", what, kind }); }, "rk-button--second", `rk-give-${what}-${kind}`)));

  const sharedCard = () => card("shared-pack", t().shared_heading, h("p", { class: "rk-hint" }, t().shared_hint),
    table().sections.map((section) => [h("h3", {}, section.heading), section.entries.length === 0 ? h("p", {}, t().nothing_recorded)
      : section.entries.map((entry) => h("dl", { class: "rk-facts" }, entry.map(([label, value]) => [h("dt", {}, label), h("dd", {}, value)])))]),
    papers("pack"));

  const childCard = () => h("section", { class: "rk-alert rk-child", "aria-labelledby": "rk-child-name", id: "rk-child" },
    h("h2", { id: "rk-child-name" }, t()[`child_heading_${draft.about}`]), h("p", {}, t()[`child_text_${draft.about}`]),
    long("interests", t().interests_hint, true),
    h("h3", {}, t().advice_heading), h("p", { class: "rk-hint" }, t().advice_hint),
    model.get("form").advisers.map((each) => longText(`advice-${each.id}`, { label: each.label, value: draft.advice[each.id] || "", onchange: (value) => { draft.advice[each.id] = value; changed(); } })));

  const meetingCard = () => card("meeting", t().meeting_heading,
    shortText("held_on", { label: t().label_held_on, value: draft.held_on, type: "date", onchange: set("held_on") }),
    h("fieldset", { id: "rk-about", "aria-describedby": "rk-about-error" }, h("legend", {}, t().label_about), errorPlace("about"),
      choices("about", { options: model.get("form").about, chosen: draft.about, onchange: (value) => { draft.about = value; drawForm(); changed(); } })),
    draft.about !== "adult" && childCard(),
    long("persons_view", draft.about === "adult" ? t().persons_view_hint : t().persons_view_hint_child), long("shared", t().shared_said_hint, true));

  const toggled = (measure, on) => {
    const rest = draft.measures.filter((row) => row.measure !== measure.id), gone = draft.measures.find((row) => row.measure === measure.id);
    const typed = gone && model.get("form").fields.some((spec) => spec.name !== "decided_by" && gone[spec.name].trim());
    if (!on && typed && !window.confirm(t().measure_remove_sure)) { drawForm(); return; }
    draft.measures = on ? [...rest, emptyMeasure(measure, model.get("form").fields)] : rest;
    drawForm();
    changed();
  };

  const drawForm = () => keepingFocus(() => {
    const known = measures(), form = model.get("form");
    const rows = draft.measures.filter((row) => known[row.measure]);
    body.replaceChildren(...[
      h("h1", { class: "rk-noprint" }, t().title), personHeader(table().person, t(), h("p", {}, table().heading)),
      h("div", { class: "rk-row rk-noprint" }, button(t().close_table, close, "rk-button--second", "rk-close"), button(t().print, () => window.print(), "rk-button--second", "rk-print")),
      !table().may_record && h("p", { class: "rk-alert" }, t().reads_only),
      table().kept && !recorded() && h("div", { class: "rk-alert rk-noprint", id: "rk-kept" }, h("p", {}, table().kept),
        h("p", { class: "rk-row" }, button(t().kept_forget, () => { if (window.confirm(t().kept_forget_sure)) send({ command: "forget" }); }, "rk-button--second"))),
      recorded() && h("div", { class: "rk-alert", id: "rk-recorded", tabindex: "-1" }, h("h2", {}, t().recorded_heading), h("p", {}, table().recorded), papers("minutes")),
      sharedCard(), recorded() ? "" : meetingCard(),
      recorded() ? "" : h("div", { class: rows.length > FIT_ON_PAPER ? null : "rk-noprint" }, card("weigh", t().candidates_heading, h("p", { class: "rk-hint" }, t().candidates_hint), h("div", { class: "rk-noprint" }, candidateGroups(form, draft, t(), toggled)),
        rows.map((row) => measureCard(known[row.measure], row, form.fields, t(), changed, rows.length > FIT_ON_PAPER)))),
      card("compare", t().compare_heading, h("p", { class: "rk-hint" }, t().compare_hint), compared),
      recorded() ? card("said", t().meeting_heading, h("dl", { class: "rk-facts" }, ["interests", "persons_view", "shared", "agreed"].filter((name) => draft[name].trim())
        .map((name) => [h("dt", {}, t()[`label_${name}`]), h("dd", {}, draft[name])]))) : card("agreed", t().agreed_heading, long("agreed", t().agreed_hint))].filter(Boolean));
    bar.hidden = false;
    bar.replaceChildren(h("div", { class: "rk-row" }, !recorded() && table().may_record && button(t().record, () => {
      clearTimeout(timer); // a draft sent after the record would outlive it
      notice.textContent = t().saving;
      send({ command: "save", draft: copied(draft) });
    }, "", "rk-save"), status), notice);
    markFaults(document, model.get("outcome").faults || []); // what is drawn anew keeps its marks
  });

  const close = () => {
    if (unsaved() && !kept() && !window.confirm(t().close_sure)) return;
    sessionStorage.setItem("rk-conference", JSON.stringify({ ...picked, open: false }));
    send({ command: "close" });
  };

  const drawAll = () => {
    document.title = `${t().title} · ${t().site}`;
    if (draft === null) drawSetup(); else drawForm();
    changed();
  };

  const take = () => {
    const now = table();
    if (now.turn === turn) return;
    turn = now.turn;
    if (!now.person) draft = null;
    else if (draft === null || now.reason === "opened") {
      draft = copied(now.draft);
      base = JSON.stringify(now.empty);
      sent = { text: now.kept ? JSON.stringify(draft) : "", turn: sent.turn + 1 };
    }
    drawAll();
    if (now.reason === "opened" && now.person) byId("rk-person").focus();
    if (now.reason === "closed") byId("rk-picked-person").focus();
  };

  const hear = () => {
    const outcome = model.get("outcome");
    if (outcome.turn === heard) return;
    heard = outcome.turn;
    drawOutcome(box, outcome, t(), send);
    notice.textContent = outcome.notice || "";
    if (draft === null) bar.hidden = !notice.textContent;
    if (outcome.reason === "open" && outcome.faults.length) focusField(outcome.faults[0].field);
    if (outcome.reason === "save" && recorded()) byId("rk-recorded").focus();
    changed();
  };

  const give = () => {
    const file = model.get("given");
    if (!file.turn || file.turn === given) return;
    given = file.turn;
    handOver(file);
  };

  // One message changes several things, in no certain order: draw once all are there, and mark after that.
  const settle = () => {
    if (due) return;
    due = true;
    queueMicrotask(() => { due = false; take(); hear(); });
  };

  const language = (event) => ask(model, { command: "language", code: event.detail });
  const lost = () => { if (notice.textContent === t().saving) notice.textContent = t().not_saved; };
  document.addEventListener("rk-language", language);
  const takeAlong = async () => {
    if (draft === null) return;
    await copyTyped(body, table().print);
    notice.textContent = t().copied;
  };
  document.addEventListener("rk-copy", takeAlong);
  document.addEventListener("rk-lost", lost);
  const stopKeeping = keepWhenLeft(keepDraft, () => unsaved() && !kept());
  el.replaceChildren(box, body, bar);
  for (const name of ["table", "texts", "outcome"]) model.on(`change:${name}`, settle);
  model.on("change:kept", changed);
  model.on("change:given", give);
  take();
  hear();
  if (document.documentElement.lang !== "nl") ask(model, { command: "language", code: document.documentElement.lang });
  if (stored().open && !table().person) open();
  return () => {
    clearTimeout(timer);
    document.removeEventListener("rk-language", language);
    document.removeEventListener("rk-copy", takeAlong);
    document.removeEventListener("rk-lost", lost);
    stopKeeping();
  };
}

export default { render };
