// Practising on made-up people: the list of cases, one to answer, and a locked one beside the model answer.
const copied = (value) => JSON.parse(JSON.stringify(value));
const KEEP_AFTER = 3000, LOOK_EVERY = 1000;

function render({ model, el }) {
  const t = () => model.get("texts");
  const head = h("div", {}), faults = h("div", {}), body = h("div", { class: "rk-body" });
  const notice = h("p", { role: "status", class: "rk-notice" }), status = h("p", { class: "rk-bar__status" });
  let draft = null, turn = 0, shown = "", sent = { text: "", turn: 0 }, timer = null, watch = null;

  const send = (message) => ask(model, message);
  const answered = (item) => draft.items[item.id].state !== "";
  const items = () => model.get("case").domains.flatMap((domain) => domain.items);

  // Keep what is typed a few seconds after the last key, and at once when the page is left.
  const keep = () => {
    clearTimeout(timer);
    const text = JSON.stringify(draft);
    if (draft === null || text === sent.text) return;
    sent = { text, turn: sent.turn + 1 };
    send({ command: "keep", answers: copied(draft), turn: sent.turn });
  };

  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(keep, KEEP_AFTER);
    count();
  };

  const count = () => {
    if (draft === null) return;
    const all = items(), kept = model.get("kept");
    const saved = kept.turn === sent.turn && JSON.stringify(draft) === sent.text ? ` · ${kept.text}` : "";
    status.textContent = fill(t().progress, { done: all.filter(answered).length, all: all.length }) + saved;
  };

  const begin = (id) => { keep(); send({ command: "begin", case: id }); };
  const look = (id) => { keep(); send({ command: "look", case: id }); };

  const drawHead = () => keepingFocus(() => {
    head.replaceChildren(h("div", { class: "rk-picker rk-noprint" },
      h("h1", {}, t().title), h("p", { class: "rk-hint" }, fill(t().who, { who: model.get("who") }), " ", h("span", { class: "rk-synthetic" }, t().synthetic)),
      h("p", {}, t().intro), h("h2", {}, t().cases_heading),
      h("ul", { class: "rk-cases" }, model.get("cases").map((each) => h("li", {},
        h("p", {}, h("strong", {}, each.title), " ", h("span", { class: "rk-synthetic" }, t().synthetic), h("span", { class: "rk-hint" }, ` · ${each.status}`)),
        h("p", { class: "rk-row" },
          button([each.ask, h("span", { class: "rk-hidden" }, `: ${each.title}`)], () => begin(each.id), "rk-button--second", `rk-begin-${each.id}`),
          each.look && button([each.look, h("span", { class: "rk-hidden" }, `: ${each.title}`)], () => look(each.id), "rk-button--quiet", `rk-look-${each.id}`)))))));
    document.title = `${t().title} · ${t().site}`;
  });

  const story = (parts) => parts.map((each) => [h("h3", {}, each.heading), h("p", {}, each.text)]);

  const row = (item) => {
    const field = `item-${item.id}`, answer = draft.items[item.id];
    const options = item.levels.map((each) => ({ ...each, value: `value/${each.value}` }));
    if (item.unknown) options.push({ value: "unknown/", label: item.unknown });
    const choose = (value) => {
      const slash = value.indexOf("/");
      answer.state = value.slice(0, slash); answer.level = value.slice(slash + 1);
      changed();
    };
    return h("section", { class: "rk-item", "aria-labelledby": `rk-${field}-name` },
      h("h3", { id: `rk-${field}-name` }, `${item.number}. ${item.label} `, item.protective && h("span", { class: "rk-tag" }, t().protective)),
      item.question && h("p", { class: "rk-item__question" }, item.question),
      h("fieldset", { id: `rk-${field}`, "aria-describedby": `rk-${field}-error` },
        h("legend", {}, t().rating, h("span", { class: "rk-hidden" }, `: ${item.label}`)), errorPlace(field),
        choices(`${field}-rating`, { options, chosen: `${answer.state}/${answer.level}`, onchange: choose })),
      longText(`${field}-reason`, { label: [t().reason, h("span", { class: "rk-hidden" }, `: ${item.label}`)], hint: t().reason_hint, value: answer.reason,
        onchange: (value) => { answer.reason = value; changed(); } }));
  };

  const summary = (each) => h("section", { class: "rk-card rk-domain", "aria-labelledby": "rk-summary-name" },
    h("h2", { id: "rk-summary-name" }, t().summary_heading), h("p", {}, each.summary_question), h("p", { class: "rk-hint" }, each.no_total),
    h("fieldset", { id: "rk-summary-level", "aria-describedby": "rk-summary-level-error" },
      h("legend", {}, t().summary_level), errorPlace("summary-level"),
      choices("summary-level", { options: each.summary_levels, chosen: draft.summary_level, onchange: (value) => { draft.summary_level = value; changed(); } })),
    longText("summary-reasons", { label: t().summary_reasons, hint: t().summary_hint, value: draft.summary_reasons, required: true,
      onchange: (value) => { draft.summary_reasons = value; changed(); } }));

  const asked = h("div", {});
  const lacks = () => items().some((item) => !answered(item)) || !draft.summary_level || !draft.summary_reasons.trim();
  const askLock = () => {
    if (lacks()) { clearTimeout(timer); send({ command: "lock", answers: copied(draft) }); return; } // says what is missing
    const back = () => { asked.replaceChildren(); byId("rk-lock").focus(); };
    const lock = () => { asked.replaceChildren(); clearTimeout(timer); send({ command: "lock", answers: copied(draft) }); };
    asked.replaceChildren(h("div", { class: "rk-alert", role: "alert", tabindex: "-1", id: "rk-lock-ask" },
      h("h2", {}, t().lock_heading), h("p", {}, t().lock_text),
      h("p", { class: "rk-row" }, button(t().lock_yes, lock, "", "rk-lock-yes"), button(t().lock_no, back, "rk-button--second"))));
    byId("rk-lock-ask").focus();
    byId("rk-lock-ask").scrollIntoView({ block: "nearest" });
  };

  const drawCase = (each) => {
    const fresh = each.turn !== turn;
    if (fresh) { turn = each.turn; draft = copied(each.answers); sent = { text: JSON.stringify(draft), turn: sent.turn + 1 }; asked.replaceChildren(); }
    keepingFocus(() => body.replaceChildren(h("div", {},
      h("h2", { id: "rk-case-heading", tabindex: "-1" }, each.heading), h("p", { class: "rk-hint" }, each.instrument),
      h("section", { class: "rk-card", "aria-labelledby": "rk-story" }, h("h2", { id: "rk-story" }, t().story_heading), story(each.story)),
      h("h2", {}, t().answers_heading), h("p", {}, t().answers_text),
      each.domains.map((domain) => h("section", { class: "rk-card rk-domain", "aria-labelledby": `rk-domain-${domain.id}` },
        h("h2", { id: `rk-domain-${domain.id}` }, domain.label), domain.items.map(row))),
      summary(each), asked,
      h("div", { class: "rk-bar rk-noprint" }, h("div", { class: "rk-row" }, button(t().lock, askLock, "", "rk-lock"),
        button(t().print, () => window.print(), "rk-button--second", "rk-print"), status), notice))));
    markFaults(document, model.get("outcome").faults || []);
    count();
    if (fresh) byId("rk-case-heading").focus();
  };

  const cells = (each) => [
    h("td", {}, h("p", {}, h("strong", {}, each.mine)), each.mine_why && h("p", { class: "rk-hint" }, each.mine_why)),
    h("td", {}, h("p", {}, h("strong", {}, each.reference)), h("p", { class: each.alike ? "rk-alike" : "rk-differs" }, each.said)),
    h("td", {}, each.why)];

  const drawResult = (each) => {
    const name = `${each.id}/${each.number}`, fresh = shown !== name;
    shown = name; draft = null;
    keepingFocus(() => body.replaceChildren(
      h("h2", { id: "rk-result-heading", tabindex: "-1" }, each.heading), h("p", { class: "rk-hint" }, each.when),
      h("p", { class: "rk-noprint" }, button(t().print, () => window.print(), "rk-button--second", "rk-print")),
      h("section", { class: "rk-card", "aria-labelledby": "rk-figures" }, h("h2", { id: "rk-figures" }, t().figures_heading),
        h("div", { role: "status" }, each.figures.map((line) => h("p", { class: "rk-figure" }, line))), h("p", {}, t().figures_text)),
      h("section", { class: "rk-card", "aria-labelledby": "rk-summed" }, h("h2", { id: "rk-summed" }, t().summary_heading),
        h("p", { class: each.summary.alike ? "rk-alike" : "rk-differs" }, each.summary.alike ? t().summary_alike : t().summary_differs),
        h("p", {}, h("strong", {}, fill(t().mine, { level: each.summary.mine }))), h("p", {}, each.summary.mine_why),
        h("p", {}, h("strong", {}, fill(t().reference, { level: each.summary.reference }))), h("p", {}, each.summary.why)),
      h("section", { class: "rk-card", "aria-labelledby": "rk-compared" }, h("h2", { id: "rk-compared" }, t().compare_heading),
        h("div", { class: "rk-scroll", role: "region", tabindex: "0", "aria-label": fill(t().table_region, { name: t().compare_heading }) },
          h("table", {}, h("thead", {}, h("tr", {}, each.columns.map((column) => h("th", { scope: "col" }, column)))),
            h("tbody", {}, each.rows.map((line) => h("tr", {}, h("th", { scope: "row" }, line.label), cells(line))))))),
      h("details", { class: "rk-about" }, h("summary", { id: "rk-story-again" }, t().story_again), story(each.story))));
    if (fresh) byId("rk-result-heading").focus();
  };

  const drawBody = () => {
    const open = model.get("case"), result = model.get("result");
    if (open.id) { shown = ""; drawCase(open); setPrintLine(open.print); }
    else if (result.id) { drawResult(result); setPrintLine(result.print); }
    else { draft = null; body.replaceChildren(h("p", { class: "rk-hint rk-noprint" }, t().none_open)); }
    const waits = !open.id && result.waiting;
    if (waits && watch === null) watch = setInterval(() => send({ command: "ping" }), LOOK_EVERY);
    if (!waits && watch !== null) { clearInterval(watch); watch = null; }
  };

  const wrongs = (found) => h("div", { class: "rk-alert rk-alert--wrong", role: "alert", "aria-labelledby": "rk-faults-heading", tabindex: "-1", id: "rk-faults" },
    h("h2", { id: "rk-faults-heading" }, t().faults_heading), h("p", {}, t().faults_text),
    h("ul", {}, found.map((fault) => h("li", {},
      h("a", { href: `#rk-${fault.field}`, onclick: (event) => { event.preventDefault(); focusField(fault.field); } }, fault.full)))));

  const hear = () => {
    const found = model.get("outcome").faults || [];
    faults.replaceChildren(...(found.length ? [wrongs(found)] : []));
    markFaults(document, found);
    if (found.length && model.get("outcome").fresh) { byId("rk-faults").focus(); byId("rk-faults").scrollIntoView({ block: "start" }); }
  };

  const say = () => { drawHead(); drawBody(); };
  const language = (event) => send({ command: "language", code: event.detail });
  const unfold = () => el.querySelectorAll("details").forEach((each) => { each.open = true; });
  document.addEventListener("rk-language", language);
  const stopKeeping = keepWhenLeft(keep);
  window.addEventListener("beforeprint", unfold);
  el.replaceChildren(head, faults, body);
  model.on("change:texts", say);
  model.on("change:cases", drawHead);
  model.on("change:case", drawBody);
  model.on("change:result", drawBody);
  model.on("change:outcome", hear);
  model.on("change:kept", count);
  say();
  if (document.documentElement.lang !== "nl") send({ command: "language", code: document.documentElement.lang });
  return () => {
    clearTimeout(timer);
    clearInterval(watch);
    document.removeEventListener("rk-language", language);
    stopKeeping();
    window.removeEventListener("beforeprint", unfold);
  };
}

export default { render };
