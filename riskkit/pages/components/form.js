// The open file: whose it is, the items by domain, the summary judgement, and saving.
const copied = (value) => JSON.parse(JSON.stringify(value));

const KEEP_AFTER = 3000;

function render({ model, el }) {
  let draft = null, saved = "", submitted = "", sent = { text: "", turn: 0 }, timer = null;
  const head = h("div", {}), outcome = h("div", { class: "rk-outcome" }), body = h("div", { class: "rk-body" });
  const notice = h("p", { role: "status", class: "rk-notice" }), status = h("p", { class: "rk-bar__status" });
  const notSaved = () => { notice.textContent = t().not_saved; };
  const send = (message) => { if (!ask(model, message)) notSaved(); };
  const t = () => model.get("texts");
  const kept = () => model.get("kept").turn === sent.turn && JSON.stringify(draft) === sent.text;

  // Keep what is typed, a few seconds after the last key; the page warns only of what is not kept yet.
  const keepDraft = () => {
    clearTimeout(timer);
    const text = JSON.stringify(draft);
    if (draft === null || text === (sent.text || saved) || !(draft.anew || model.get("file").fits)) return;
    sent = { text, turn: sent.turn + 1 };
    ask(model, { command: "draft", draft: copied(draft), turn: sent.turn });
  };

  const unsaved = () => draft !== null && JSON.stringify(draft) !== saved;

  const save = (unfinished) => {
    clearTimeout(timer); // a draft sent after the save would outlive it
    submitted = JSON.stringify(draft);
    notice.textContent = t().saving;
    send({ command: "save", draft: copied(draft), unfinished });
  };

  // Without a connection the words can still be taken along.
  const copyWords = async () => {
    if (draft === null) return;
    const form = model.get("form"), levels = [...form.domains.flatMap((domain) => domain.items.flatMap((item) => item.levels)), ...form.summary_levels];
    const named = (code) => levels.find((level) => level.code === code)?.label || code;
    const lines = form.domains.flatMap((domain) => domain.items).filter(answered).flatMap((item) => {
      const filled = draft.items[item.id];
      const answer = filled.state === "value" ? named(filled.level) : filled.state === "unknown" ? item.unknown : item.not_applicable;
      return [`${item.number}. ${item.label}: ${answer} ${filled.reason}`.trim(),
        ...filled.evidence.map((piece) => `  ${piece.side === "for" ? t().evidence_for : t().evidence_against}: ${piece.statement} (${piece.source}, ${piece.dated})`)];
    });
    const person = model.get("file").person;
    await navigator.clipboard.writeText([`${form.title} · ${person.id}`, ...lines,
      `${t().summary_heading}: ${named(draft.summary_level)}`, draft.summary_reasons].join("\n"));
    notice.textContent = t().copied;
  };

  const answered = (item) => Boolean((draft.items[item.id] || {}).state);

  const changed = () => {
    document.body.toggleAttribute("data-rk-unsaved", unsaved());
    document.body.toggleAttribute("data-rk-kept", unsaved() && kept());
    if (draft === null) return;
    clearTimeout(timer);
    timer = setTimeout(keepDraft, KEEP_AFTER);
    if (unsaved()) notice.textContent = "";
    const domains = model.get("form").domains;
    for (const domain of domains) {
      const count = byId(`rk-count-${domain.id}`);
      const done = domain.items.filter(answered).length;
      if (count) count.textContent = fill(t().progress_short, { done, all: domain.items.length });
    }
    const items = domains.flatMap((domain) => domain.items);
    const done = items.filter(answered).length;
    const version = model.get("file").version;
    const state = unsaved() ? t().status_unsaved : version ? t().status_saved : t().status_empty;
    setPrintLine(printLine());
    const next = byId("rk-next");
    if (next) next.hidden = done === items.length && Boolean(draft.summary_level);
    status.replaceChildren(
      h("strong", { class: unsaved() ? "rk-unsaved" : "" }, state), ` · ${fill(t().progress, { done, all: items.length })}`,
      unsaved() && kept() ? ` · ${model.get("kept").text}` : "");
  };

  const drawHead = () => {
    const file = model.get("file"), form = model.get("form"), person = file.person;
    head.replaceChildren(h("div", {},
      personHeader(person, t(), h("p", {}, file.heading)),
      file.blind && h("p", { class: "rk-alert", id: "rk-blind" }, t().second_blind_text),
      draft.anew && h("p", { class: "rk-alert", id: "rk-anew-text" }, t().anew_text),
      file.fits || draft.anew ? "" : h("div", { class: "rk-alert rk-alert--wrong" }, h("h2", {}, t().other_version_heading), h("p", {}, t().other_version_text)),
      file.kept.text && (unsaved() || !file.kept.draft) && h("div", { class: "rk-alert", id: "rk-kept", role: "status" },
        h("p", {}, file.kept.text),
        h("p", { class: "rk-row" }, button(t().kept_forget, () => { if (window.confirm(t().kept_forget_sure)) send({ command: "forget" }); }, "rk-button--second"))),
      h("p", {}, fill(t().instrument_note, form)),
      !draft.anew && file.steps.length > 0 && h("details", { class: "rk-about", id: "rk-steps" }, h("summary", {}, t().steps_heading),
        h("ol", {}, file.steps.map((step) => h("li", {}, h("strong", {}, step.name), `: ${step.done ? "✓ " : ""}${step.state}`)))),
      form.notices.length > 0 && h("ul", { class: "rk-notices" }, form.notices.map((notice) => h("li", {}, notice))),
      h("details", { class: "rk-about", id: "rk-about" }, h("summary", { id: "rk-about-name" }, t().about),
        h("dl", {}, [["about_purpose", form.purpose], ["about_population", form.population], ["about_misuse", form.misuse], ["about_no_total", form.no_total]]
          .map(([name, text]) => [h("dt", {}, t()[name]), h("dd", {}, text)])))));
  };

  const printLine = () => {
    const person = model.get("file").person;
    const when = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" }).format(new Date());
    const mark = [person.synthetic && t().synthetic, unsaved() && t().print_unsaved].filter(Boolean).map((each) => `${each} · `).join("");
    return mark + fill(t().print_line, { person: person.name === person.id ? person.id : `${person.id} ${person.name}`, place: person.place, when });
  };

  const toNextOpen = () => {
    const open = model.get("form").domains.flatMap((domain) => domain.items).find((item) => !answered(item));
    focusField(open ? `item-${open.id}` : draft.summary_level ? "summary-reasons" : "summary-level");
  };

  // What stands is shown as it was saved; what may change it is elsewhere on the page.
  const stands = () => !draft.anew && model.get("file").stands;

  const drawStanding = () => {
    const form = model.get("form"), level = form.summary_levels.find((each) => each.code === draft.summary_level);
    return h("section", { class: "rk-card rk-domain", id: "rk-domain-summary", "aria-labelledby": "rk-summary-name" },
      h("h2", { id: "rk-summary-name" }, t().summary_heading),
      h("p", { id: "rk-summary-stands" }, h("strong", {}, level ? level.label : draft.summary_level), ` · ${draft.summary_reasons}`),
      h("p", { id: "rk-summary-level", class: "rk-hint", tabindex: "-1" }, stands()), errorPlace("summary-level"),
      longText("change", { label: t().change, hint: t().change_hint, value: draft.change, required: true, onchange: (value) => { draft.change = value; changed(); } }));
  };

  const drawSummary = () => {
    if (stands()) return drawStanding();
    const form = model.get("form");
    const options = form.summary_levels.map((level) => ({ value: level.code, label: level.label, meaning: level.meaning }));
    return h("section", { class: "rk-card rk-domain", id: "rk-domain-summary", "aria-labelledby": "rk-summary-name" },
      h("h2", { id: "rk-summary-name" }, t().summary_heading),
      h("p", { class: "rk-item__question" }, form.summary_question),
      h("fieldset", { id: "rk-summary-level", "aria-describedby": "rk-summary-level-error" },
        h("legend", {}, t().summary_level), errorPlace("summary-level"),
        choices("summary-level", { options, chosen: draft.summary_level, onchange: (value) => { draft.summary_level = value; changed(); } })),
      longText("summary-reasons", { label: t().summary_reasons, hint: t().summary_reasons_hint, value: draft.summary_reasons, required: true,
        onchange: (value) => { draft.summary_reasons = value; changed(); } }),
      model.get("file").version > 0 && !draft.anew && longText("change", { label: t().change, hint: t().change_hint, value: draft.change, required: true,
        onchange: (value) => { draft.change = value; changed(); } }));
  };

  const begin = () => {
    if (!window.confirm(t().anew_sure)) return;
    draft = copied(model.get("file").anew);
    drawAll();
    byId("rk-person").focus();
  };

  const drawBody = () => {
    const form = model.get("form"), apart = model.get("file").blind, still = !draft.anew && model.get("file").stands_items;
    const link = (id, label, count) => h("li", {}, h("a", { href: `#rk-domain-${id}` }, label), count);
    body.replaceChildren(
      h("nav", { class: "rk-parts rk-noprint", "aria-label": t().parts }, h("ol", {},
        form.domains.map((domain) => link(domain.id, domain.label, h("span", { class: "rk-parts__count", id: `rk-count-${domain.id}` }))),
        !apart && link("plan", t().plan_heading, ""), link("summary", t().summary_heading, ""))),
      ...form.domains.map((domain) => h("section", { class: "rk-card rk-domain", id: `rk-domain-${domain.id}`, "aria-labelledby": `rk-domain-${domain.id}-name` },
        h("h2", { id: `rk-domain-${domain.id}-name` }, domain.label),
        h("fieldset", { disabled: still, class: "rk-still" }, h("legend", { class: "rk-hidden" }, domain.label),
          domain.items.map((item) => ratingRow(item, (draft.items[item.id] ||= { state: "", level: "", reason: "", relevant: false, decisive: false, evidence: [], none_for: "", none_against: "" }), t(), changed, apart))))),
      apart ? "" : planCard(form, draft.plan, t(), changed),
      drawSummary());
  };

  const bar = h("div", { class: "rk-bar rk-noprint" });
  const drawBar = () => bar.replaceChildren(
    h("div", { class: "rk-row" }, button(model.get("file").blind ? t().second_give : model.get("file").judged && !draft.anew ? t().save_version : t().save, () => save(false), "", "rk-save"),
      !model.get("file").blind && (draft.anew || !model.get("file").judged) && button(t().save_unfinished, () => save(true), "rk-button--second", "rk-save-unfinished"),
      !draft.anew && (model.get("file").stands || !model.get("file").fits) && button(t().anew, begin, "rk-button--second", "rk-anew"),
      button(t().next_open, toNextOpen, "rk-button--second", "rk-next"),
      button(t().print, () => window.print(), "rk-button--second", "rk-print"), status), notice);

  const drawAll = () => {
    if (draft === null) {
      changed();
      el.replaceChildren(h("p", { class: "rk-hint rk-noprint" }, t().none_open));
      return;
    }
    keepingFocus(() => {
      drawHead();
      drawBody();
      drawBar();
      el.replaceChildren(head, outcome, body, bar);
    });
    changed();
  };

  const take = () => {
    const file = model.get("file");
    if (!file.person) { draft = null; drawAll(); return; }
    const typedOn = JSON.stringify(draft) !== submitted;
    if (file.reason === "opened" || (file.reason === "saved" && !typedOn)) draft = copied(file.kept.draft || file.draft);
    if (file.reason === "opened" || file.reason === "saved") sent = { text: file.kept.draft ? JSON.stringify(draft) : "", turn: sent.turn + 1 };
    if (!draft.anew && file.stands) Object.assign(draft, { summary_level: file.draft.summary_level, summary_reasons: file.draft.summary_reasons });
    if (!draft.anew && file.stands_items) draft.items = copied(file.draft.items);
    if (file.reason === "opened" || file.reason === "kept") saved = JSON.stringify(file.draft);
    if (file.reason === "saved") saved = typedOn ? submitted : JSON.stringify(draft);
    drawAll();
    if (file.reason === "opened") byId("rk-person").focus();
  };

  const hear = () => {
    if (draft === null) return;
    drawOutcome(outcome, model.get("outcome"), t(), send);
    changed();
    notice.textContent = model.get("outcome").notice || "";
  };

  model.on("change:texts", drawAll);
  model.on("change:file", take);
  model.on("change:outcome", hear);
  const lost = () => { if (notice.textContent === t().saving) notSaved(); };
  document.addEventListener("rk-lost", lost);
  document.addEventListener("rk-copy", copyWords);
  const stopKeeping = keepWhenLeft(keepDraft, () => unsaved() && !kept());
  model.on("change:kept", changed);
  if (model.get("file").person) { draft = copied(model.get("file").draft); saved = JSON.stringify(draft); }
  drawAll();
  return () => {
    clearTimeout(timer);
    stopKeeping();
    document.removeEventListener("rk-lost", lost);
    document.removeEventListener("rk-copy", copyWords);
  };
}

export default { render };
