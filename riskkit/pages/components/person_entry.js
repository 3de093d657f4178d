// Recording in the open file: a form for each kind of entry, requests to decide, a pack to share; and breaking the glass.
const copied = (value) => JSON.parse(JSON.stringify(value));

function render({ model, el }) {
  const t = () => model.get("texts"), work = () => model.get("work");
  const box = h("div", { class: "rk-outcome rk-noprint" }), body = h("div", { class: "rk-body rk-noprint" }), notice = h("strong", {});
  let typed = { kind: "", values: {} }, fresh = {}, found = {}, decisions = {}, shared = { ground: "", organisations: [], other: "" }, glass = { person: "", purpose: "" };
  let picked = { kind: "", entry: "" }, passedOn = "", opening = 0, turn = -1, heard = -1, given = 0, due = false;
  const send = (message) => { if (!ask(model, message)) notice.textContent = t().entry_not_saved; };
  const unsaved = () => Boolean(typed.kind) && Object.keys({ ...typed.values, ...fresh }).some((name) => (typed.values[name] || "") !== (fresh[name] || ""));
  const filled = (said) => Object.values(said).some((value) => value.length > 0);
  const decidable = () => (work().requests || []).find((each) => !each.own && work().rights.decide);

  // Every form with what of it is the user's own; each is kept at the server while it is typed.
  const forms = () => {
    const { person, entry, version } = work(), request = decidable(), said = request && decisions[request.id];
    return [
      { name: "glass", draft: filled(glass) ? glass : null, message: {} },
      ...(person ? [
        { name: "entry", draft: unsaved() ? { kind: typed.kind, entry: entry || "", values: typed.values } : null, message: { person, version: version || 0 } },
        { name: "decide", draft: said && filled(said) ? { entry: request.id, values: said } : null, message: { person } },
        { name: "share", draft: filled(shared) && JSON.stringify(shared) !== passedOn ? shared : null, message: { person } }] : [])];
  };
  const keeper = makeKeeper(model, forms, (said) => sayKept(["glass", "entry", "decide", "share"], said, t()));
  const changed = () => keeper.touched();
  const form = () => (work().forms || []).find((each) => each.kind === typed.kind);
  const begin = (kind, values, from = values) => { typed = { kind, values: copied(values) }; fresh = copied(from); };
  const told = (name) => (found.told || {})[name];
  const dropped = (name, clear) => () => { clear(); delete (found.told || {})[name]; keeper.flush(); draw(); };
  const mayLeave = () => !unsaved() || window.confirm(t().entry_leave_sure);

  const list = (id, label, first, options, value, onchange) => {
    const select = h("select", { id: `rk-${id}`, onchange: () => onchange(select.value) }, h("option", { value: "" }, first), options.map((each) => h("option", { value: each.value }, each.label)));
    select.value = value;
    return h("div", { class: "rk-field" }, h("label", { for: `rk-${id}` }, label), select);
  };

  const field = (spec) => {
    const id = `entry-${spec.name}`, value = typed.values[spec.name] || "", label = spec.required ? spec.label : fill(t().optional, { label: spec.label });
    const onchange = (now) => { typed.values[spec.name] = now; changed(); };
    if (spec.kind === "choice") {
      return h("fieldset", { id: `rk-${id}`, "aria-describedby": `rk-${id}-error` }, h("legend", {}, label), errorPlace(id), choices(id, { options: spec.choices, chosen: value, onchange }));
    }
    if (spec.kind === "long" || spec.kind === "lines") return longText(id, { label, hint: spec.kind === "lines" ? t().one_a_line : null, value, onchange, required: spec.required });
    return shortText(id, { label, value, onchange, type: spec.kind === "day" ? "date" : "text", required: spec.required });
  };

  const formCard = () => {
    const spec = form();
    const leave = () => { if (mayLeave()) { begin("", {}); settled("entry"); send({ command: "leave" }); } };
    const heading = work().editing ? fill(t().entry_edit_heading, { what: work().editing }) : fill(t().entry_new_heading, { what: spec.label });
    return h("section", { class: "rk-item", "aria-labelledby": "rk-entry-form" }, h("h3", { id: "rk-entry-form", tabindex: "-1" }, heading),
      told("entry") && h("p", { class: "rk-alert", id: "rk-found-entry" }, told("entry")), spec.fields.map(field), keptPlace("entry"),
      h("p", { class: "rk-row" }, button(t().entry_record, () => { keeper.hold(); notice.textContent = t().saving; send({ command: "record", kind: typed.kind, values: copied(typed.values) }); }, "", "rk-entry-save"),
        button(t().entry_leave, leave, "rk-button--second", "rk-entry-leave")));
  };

  const openNew = () => {
    if (!picked.kind) { byId("rk-entry-kind").focus(); return; }
    if (!mayLeave()) return;
    if (work().editing) send({ command: "leave" });
    begin(picked.kind, {});
    delete (found.told || {}).entry;
    draw();
    byId("rk-entry-form").focus();
  };
  const openOld = () => {
    if (!picked.entry) { byId("rk-entry-old").focus(); return; }
    if (mayLeave()) send({ command: "edit", entry: picked.entry });
  };

  const recordCard = () => h("section", { class: "rk-card", "aria-labelledby": "rk-record-name" }, h("h2", { id: "rk-record-name" }, t().record_heading), h("p", { class: "rk-hint" }, t().record_hint),
    h("div", { class: "rk-picker__row" }, list("entry-kind", t().entry_kind, t().choose_kind, work().forms.map((each) => ({ value: each.kind, label: each.label })), picked.kind, (value) => { picked.kind = value; }),
      button(t().entry_new, openNew, "rk-button--second", "rk-entry-new")),
    work().entries.length > 0 && h("div", { class: "rk-picker__row" }, list("entry-old", t().entry_old, t().choose_entry, work().entries.map((each) => ({ value: each.id, label: each.label })), picked.entry, (value) => { picked.entry = value; }),
      button(t().entry_edit, openOld, "rk-button--second", "rk-entry-edit")),
    form() && formCard());

  const decision = (request) => {
    const said = (decisions[request.id] ||= { outcome: "", decided_on: "", reasons: "" });
    const set = (name) => (value) => { said[name] = value; changed(); };
    if (request.own || !work().rights.decide) return h("p", { class: "rk-hint" }, request.own ? t().decide_not_own : t().decide_waits);
    return [
      foundAgain("decide", told("decide"), t(), dropped("decide", () => { decisions = {}; })),
      h("fieldset", { id: "rk-decide-outcome", "aria-describedby": "rk-decide-outcome-error" }, h("legend", {}, t().decide_outcome), errorPlace("decide-outcome"),
        choices("decide-outcome", { options: work().outcomes, chosen: said.outcome, onchange: set("outcome") })),
      shortText("decide-decided_on", { label: t().decide_day, value: said.decided_on, type: "date", onchange: set("decided_on") }),
      longText("decide-reasons", { label: t().decide_reasons, hint: t().decide_reasons_hint, value: said.reasons, onchange: set("reasons") }), keptPlace("decide"),
      h("p", {}, button(t().decide, () => { keeper.hold(); notice.textContent = t().saving; send({ command: "decide", entry: request.id, values: copied(said) }); }, "", "rk-decide"))];
  };

  // One request at a time has fields: the oldest that this user may decide.
  const requestsCard = () => {
    const first = decidable();
    return h("section", { class: "rk-card", "aria-labelledby": "rk-requests-name" }, h("h2", { id: "rk-requests-name" }, t().requests_heading),
      work().requests.map((each) => h("section", { class: "rk-item", "aria-label": each.received }, h("p", {}, h("strong", {}, each.received)),
        h("dl", { class: "rk-facts" }, h("dt", {}, t().request_about), h("dd", {}, each.about), h("dt", {}, t().request_asked), h("dd", {}, each.request)),
        first && each.id !== first.id && !each.own ? h("p", { class: "rk-hint" }, t().decide_first) : decision(each))));
  };

  const shareCard = () => h("details", { class: "rk-card", id: "rk-share" }, h("summary", {}, t().share_heading), h("p", { class: "rk-hint" }, t().share_hint),
    foundAgain("share", told("share"), t(), dropped("share", () => { shared = noShare(); })),
    h("fieldset", { id: "rk-share-ground", "aria-describedby": "rk-share-ground-error" }, h("legend", {}, t().ground), errorPlace("share-ground"),
      choices("share-ground", { options: work().grounds, chosen: shared.ground, onchange: (value) => { shared.ground = value; changed(); } })),
    h("fieldset", { id: "rk-share-organisations", "aria-describedby": "rk-share-organisations-error" }, h("legend", {}, t().share_with), errorPlace("share-organisations"),
      h("div", { class: "rk-seats" }, work().organisations.map((each) => tick(`share-org-${each.value}`, { label: each.label, checked: shared.organisations.includes(each.value),
        onchange: (on) => { shared.organisations = shared.organisations.filter((one) => one !== each.value).concat(on ? [each.value] : []); changed(); } })))),
    shortText("share-other", { label: t().other, hint: t().other_hint, value: shared.other, required: false, onchange: (value) => { shared.other = value; changed(); } }), keptPlace("share"),
    h("p", { class: "rk-row" }, ["pdf", "html", "csv"].map((kind) => button(fill(t().give_pack, { kind: kind.toUpperCase() }),
      () => { keeper.hold(); notice.textContent = t().giving; send({ command: "share", ...shared, kind }); }, "rk-button--second", `rk-share-${kind}`))));

  const glassCard = () => h("details", { class: "rk-card", id: "rk-glass" }, h("summary", {}, t().glass_heading), h("p", {}, t().glass_text),
    foundAgain("glass", told("glass"), t(), dropped("glass", () => { glass = { person: "", purpose: "" }; })),
    shortText("glass-person", { label: t().glass_person, value: glass.person, onchange: (value) => { glass.person = value; changed(); } }),
    longText("glass-purpose", { label: t().glass_purpose, hint: t().glass_purpose_hint, value: glass.purpose, required: true, onchange: (value) => { glass.purpose = value; changed(); } }), keptPlace("glass"),
    h("p", {}, button(t().glass_open, () => { keeper.hold(); send({ command: "glass", ...glass }); }, "rk-button--second", "rk-glass-open")));

  const draw = () => keepingFocus(() => {
    const opened = [...el.querySelectorAll("details[open]")].map((each) => each.id), { rights, person } = work();
    const parts = [person && rights.record && recordCard(), person && work().requests.length > 0 && requestsCard(), person && rights.share && shareCard(), rights.break_glass && glassCard()].filter(Boolean);
    body.replaceChildren(h("div", { id: "rk-work", tabindex: "-1" }, parts));
    opened.concat(told("share") ? "rk-share" : [], told("glass") ? "rk-glass" : []).forEach((id) => { if (byId(id)) byId(id).open = true; });
    markFaults(document, model.get("outcome").faults || []); // what is drawn anew keeps its marks
    changed();
  });

  const noShare = () => ({ ground: "", organisations: [], other: "" });
  const settled = (name) => { keeper.began(name, null); delete (found.told || {})[name]; };

  // Another file: its forms as they were left, each with what the server keeps of it.
  const restore = (now) => {
    found = { ...now.found, told: { ...(now.found || {}).told, ...(told("glass") ? { glass: told("glass") } : {}) } };
    begin(now.kind || "", now.values || {}, now.fresh || {});
    decisions = found.decide ? { [found.decide.entry]: { outcome: "", decided_on: "", reasons: "", ...found.decide.values } } : {};
    shared = found.share || noShare();
    picked = { kind: "", entry: "" };
    for (const each of forms()) if (each.name !== "glass") keeper.began(each.name, each.draft);
  };

  const take = () => {
    const now = work();
    if (now.turn !== turn) {
      const { reason } = now;
      turn = now.turn;
      if (now.opening !== opening) {
        opening = now.opening;
        if (reason === "glass") { glass = { person: "", purpose: "" }; settled("glass"); }
        restore(now);
      }
      else if (["edit", "left"].includes(reason)) { begin(now.kind || "", now.values || {}); delete (found.told || {}).entry; }
      if (reason === "record" && !now.kind) { begin("", {}); settled("entry"); picked = { kind: "", entry: "" }; }
      if (Object.keys(decisions).some((id) => !(now.requests || []).some((each) => each.id === id))) { decisions = {}; settled("decide"); }
      draw();
      if (reason === "edit" && now.kind) byId("rk-entry-form").focus();
    }
  };

  const hear = () => {
    const outcome = model.get("outcome");
    if (outcome.turn === heard) return;
    heard = outcome.turn;
    drawOutcome(box, outcome, t(), send);
    notice.textContent = outcome.notice || "";
    if (outcome.reason === "save" && outcome.notice && !outcome.faults.length && !outcome.conflict.text && work().reason !== "glass") byId("rk-work").focus();
  };

  const give = () => {
    const file = model.get("given");
    if (!file.turn || file.turn === given) return;
    given = file.turn;
    passedOn = JSON.stringify(shared);
    settled("share");
    changed();
    handOver(file);
  };

  // One message changes several things, in no certain order: draw once all are there, and mark after that.
  const settle = () => {
    if (due) return;
    due = true;
    queueMicrotask(() => { due = false; take(); hear(); });
  };

  const lost = () => { if (notice.textContent === t().saving) notice.textContent = t().entry_not_saved; };
  const takeAlong = async () => {
    await copyTyped(body, work().person || "");
    notice.textContent = t().copied;
  };
  document.addEventListener("rk-copy", takeAlong);
  document.addEventListener("rk-lost", lost);
  el.replaceChildren(box, h("p", { role: "status", id: "rk-work-said", class: "rk-noprint" }, notice), body);
  for (const name of ["work", "texts", "outcome"]) model.on(`change:${name}`, settle);
  model.on("change:given", give);
  if (work().glass.told) {
    glass = { person: work().glass.person, purpose: work().glass.purpose };
    found = { told: { glass: work().glass.told } };
    keeper.began("glass", glass);
  }
  take();
  hear();
  return () => {
    keeper.stop();
    document.removeEventListener("rk-copy", takeAlong);
    document.removeEventListener("rk-lost", lost);
  };
}

export default { render };
