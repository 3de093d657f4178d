// Statistics after the own judgement: what refuses, the model's questions, the figure, and a change of mind.
const CHECK_EVERY = 2000, TRUSTED_FOR = 5000;

function render({ model, el }) {
  const t = () => model.get("texts"), figure = () => model.get("figure");
  const body = h("div", {});
  let held = Date.now(), asked = 0, paused = false, override = { level: "", ground: "", reasons: "" }, drawn = 0;

  // What is typed and not saved would no longer fit: the judgement stands from then on.
  const look = () => {
    const place = byId("rk-look-error");
    place.hidden = !document.body.hasAttribute("data-rk-unsaved");
    place.textContent = t().save_first;
    if (place.hidden) ask(model, { command: "look" });
  };

  const list = (lines) => h("ul", {}, lines.map((line) => h("li", {}, line)));
  const scroll = (label, table) => h("div", { class: "rk-scroll", role: "region", tabindex: "0", "aria-label": label }, table);

  const bandStrip = (estimate) => estimate.bands.length > 0 && [
    h("p", { id: "rk-band" }, h("strong", {}, estimate.band)),
    h("ol", { class: "rk-bands", "aria-label": t().bands_label }, estimate.bands.map((band) =>
      h("li", { class: band.here ? "rk-bands__one rk-bands__one--here" : "rk-bands__one", "aria-current": band.here ? "true" : null },
        h("span", { class: "rk-bands__here" }, band.here ? `▼ ${estimate.here}` : ""), h("span", { class: "rk-bands__name" }, band.name), h("span", { class: "rk-bands__range" }, band.range))))];

  const proof = (code) => button(t().estimate_proof, () => { sessionStorage.setItem("rk-proof", code); window.location.assign("proof.ipynb"); }, "rk-button--quiet rk-noprint");

  const drawEstimate = (estimate) => h("section", { class: "rk-item", id: "rk-estimate", "aria-labelledby": "rk-estimate-name" },
    h("h3", { id: "rk-estimate-name", tabindex: "-1" }, estimate.title),
    paused ? h("p", { class: "rk-estimate__paused" }, t().estimate_paused) : [
      h("p", { class: "rk-figure__sentence" }, estimate.sentence), h("p", { id: "rk-margin" }, estimate.margin),
      estimate.icons.of && iconArray(estimate.icons), bandStrip(estimate),
      h("dl", {}, estimate.facts.map(([name, text]) => [h("dt", {}, name), h("dd", {}, text)])),
      h("p", {}, h("strong", {}, estimate.caution)), h("p", { class: "rk-hint" }, estimate.again), proof(estimate.proof)]);

  const drawBase = (base) => h("section", { class: "rk-item", id: "rk-base", "aria-labelledby": "rk-base-name" },
    h("h3", { id: "rk-base-name", tabindex: "-1" }, t().base_heading), h("p", {}, base.intro),
    h("p", { class: "rk-figure__sentence" }, base.sentence), h("p", {}, base.margin), base.icons.of && iconArray(base.icons), h("p", {}, base.verdict),
    scroll(t().base_caption, h("table", {}, h("caption", {}, t().base_caption),
      h("thead", {}, h("tr", {}, base.columns.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, base.rows.map(([first, ...rest]) => h("tr", {}, h("th", { scope: "row" }, first), rest.map((cell) => h("td", {}, cell))))))),
    h("p", { class: "rk-hint" }, base.note));

  // One question of a model: yes or no, a number or a word, and always "not known".
  const question = (field, typed) => {
    const id = `input-${field.name}`, is = typed[field.name];
    const mark = (change) => { Object.assign(is, change); };
    const radio = (value, label, known) => {
      const input = h("input", { type: "radio", name: `rk-${id}`, value, checked: known ? is.known === true && (field.kind !== "yes_no" || is.value === value) : is.known === false,
        onchange: () => mark(known ? { known: true, value: field.kind === "yes_no" ? value : is.value } : { known: false }) });
      return h("label", { class: "rk-choice" }, input, h("span", { class: "rk-choice__name" }, label));
    };
    const typing = () => {
      const control = field.kind === "category"
        ? h("select", { id: `rk-${id}-value`, "aria-label": `${field.name}: ${t().input_value}`, onchange: (event) => write(event.target.value) }, h("option", { value: "" }, ""), field.levels.map((level) => h("option", { value: level }, level)))
        : h("input", { id: `rk-${id}-value`, type: "text", inputmode: "decimal", autocomplete: "off", maxlength: 40, "aria-label": `${field.name}: ${t().input_value}`, oninput: (event) => write(event.target.value) });
      control.value = is.value || "";
      return h("span", { class: "rk-question__value" }, control);
    };
    const known = field.kind === "yes_no" ? [radio("1", t().input_yes, true), radio("0", t().input_no, true)] : [radio("known", t().input_value, true)];
    const write = (value) => { mark({ known: true, value }); known[0].querySelector("input").checked = true; };
    return h("fieldset", { id: `rk-${id}`, class: "rk-question", "aria-describedby": `rk-${id}-error` },
      h("legend", {}, field.name), h("p", { class: "rk-hint" }, field.hint), errorPlace(id),
      h("div", { class: "rk-row" }, known, field.kind !== "yes_no" && typing(), radio("unknown", t().input_unknown, false)));
  };

  const drawModel = (each) => {
    const typed = Object.fromEntries(each.fields.map((field) => [field.name, { known: null, value: "", ...field.typed }]));
    let time = each.time;
    const select = h("select", { id: "rk-input-time", "aria-describedby": "rk-input-time-error", onchange: () => { time = select.value; } }, each.times.map((one) => h("option", { value: one.value }, one.label)));
    select.value = time;
    const send = () => ask(model, { command: "compute", model: each.id, values: typed, time });
    return h("section", { class: "rk-item rk-noprint", "aria-labelledby": `rk-model-${each.id}` }, h("h3", { id: `rk-model-${each.id}` }, each.name),
      h("p", {}, each.purpose), h("h4", {}, t().inputs_heading), h("p", { class: "rk-hint" }, t().inputs_text),
      each.fields.map((field) => question(field, typed)),
      h("div", { class: "rk-field rk-field--choice" }, h("label", { for: "rk-input-time" }, t().input_time), errorPlace("input-time"), select),
      h("p", { class: "rk-row" }, button(t().compute, send, "", "rk-compute")));
  };

  const drawOverride = (change) => {
    const select = (field, label, options, name) => {
      const made = h("select", { id: `rk-${field}`, "aria-describedby": `rk-${field}-error`, onchange: () => { override[name] = made.value; } },
        h("option", { value: "" }, t().choice_none), options.map((one) => h("option", { value: one.value }, one.label)));
      made.value = override[name];
      return h("div", { class: "rk-field rk-field--choice" }, h("label", { for: `rk-${field}` }, label), errorPlace(field), made);
    };
    const grounds = ["figure_weighs", "new_information", "overlooked", "mistake", "other"].map((value) => ({ value, label: t()[`override_ground_${value}`] }));
    return h("section", { class: "rk-item", "aria-labelledby": "rk-override-name" }, h("h3", { id: "rk-override-name" }, t().override_heading),
      change.done.length > 0 && [h("h4", {}, t().override_done), list(change.done)],
      change.possible && h("div", { class: "rk-noprint" }, h("p", {}, t().override_text), h("p", {}, h("strong", {}, change.standing)),
        select("override-level", t().override_level, change.levels, "level"), select("override-ground", t().override_ground, grounds, "ground"),
        longText("override-reasons", { label: t().override_reasons, value: override.reasons, required: true, onchange: (value) => { override.reasons = value; } }),
        h("p", { class: "rk-row" }, button(t().override_save, () => ask(model, { command: "override", ...override }), "rk-button--second", "rk-override"))));
  };

  const alert = (id, heading, ...inside) => h("div", { class: "rk-alert rk-alert--wrong", id, role: "alert" }, h("h3", {}, heading), inside);

  const draw = () => keepingFocus(() => {
    const now = figure();
    if (!now.stage) { el.replaceChildren(); return; }
    const change = now.override, refusing = now.refusals.map((each) => [h("p", {}, h("strong", {}, each.name), `. ${t().figure_refused_text}`), list(each.reasons)]);
    body.replaceChildren(...[
      now.stage === "closed" && h("p", { id: "rk-figure-closed" }, now.why),
      now.stage === "offer" && [h("p", {}, t().figure_offer_text), errorPlace("look"), h("p", { class: "rk-row rk-noprint" }, button(t().figure_look, look, "rk-button--second", "rk-look"))],
      now.stage === "open" && [
        now.withdrawn.length > 0 && alert("rk-withdrawn", t().withdrawn_heading, list(now.withdrawn), h("p", {}, t().withdrawn_text)),
        now.none && h("p", {}, now.none),
        (refusing.length > 0 || now.refused.length > 0) && h("section", { class: "rk-item", id: "rk-refusals", "aria-labelledby": "rk-refusals-name" },
          h("h3", { id: "rk-refusals-name", tabindex: "-1" }, t().figure_refused_heading), refusing, now.refused.length > 0 && list(now.refused), now.models.length === 0 && h("p", {}, t().figure_go_on)),
        now.models.map(drawModel), now.estimate.title && drawEstimate(now.estimate), now.base.intro && drawBase(now.base)],
      change.standing && (change.possible || change.done.length > 0) && drawOverride(change),
    ].flat(Infinity).filter(Boolean));
    el.replaceChildren(h("section", { class: "rk-card", id: "rk-statistics", "aria-labelledby": "rk-statistics-name" }, h("h2", { id: "rk-statistics-name" }, t().figure_heading), body));
    for (const [field, text] of Object.entries(now.faults)) {
      const place = byId(`rk-${field}-error`);
      if (place) { place.textContent = text; place.hidden = false; byId(`rk-${field}`)?.classList.add("rk-wrong"); }
    }
    const first = Object.keys(now.faults)[0];
    if (first && now.turn !== drawn) focusField(first);
    else if (now.turn !== drawn && now.stage === "open" && document.activeElement === document.body) (byId("rk-estimate-name") || byId("rk-refusals-name"))?.focus();
    drawn = now.turn;
  });

  // A figure on an open page is asked about every two seconds, in words that keep no login alive;
  // what was not confirmed for five seconds is hidden.
  const check = () => {
    if (!figure().estimate?.title) { held = Date.now(); paused = false; return; }
    if (asked <= held || Date.now() - asked > TRUSTED_FOR) { // one question at a time: a busy kernel gets no queue of them
      asked = Date.now();
      ask(model, { command: "ping", of: "figure" });
    }
    const late = Date.now() - held > TRUSTED_FOR;
    if (late !== paused) { paused = late; draw(); }
  };
  model.on("msg:custom", (message) => {
    if (message.kind !== "stands") return;
    held = Date.now();
    if (paused) { paused = false; draw(); }
  });
  const taken = () => {
    held = Date.now();
    if (figure().stage === "closed" || !figure().override?.possible) override = { level: "", ground: "", reasons: "" };
    draw();
  };
  const timer = setInterval(check, CHECK_EVERY);
  model.on("change:texts", draw);
  model.on("change:figure", taken);
  draw();
  return () => clearInterval(timer);
}

export default { render };
