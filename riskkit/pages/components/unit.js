// The unit's lists and forms: separations, places, incidents, leave, goals, releases, figures.
const copied = (value) => JSON.parse(JSON.stringify(value));

function render({ model, el }) {
  const t = () => model.get("texts");
  const notice = h("p", { role: "status", class: "rk-notice", id: "rk-unit-notice" });
  const drafts = new Map(), sorted = new Map(), wanted = new Map();
  let open = null, turn = 0, asked = null, check = null, counting = false;
  const dropped = new Set(); // forms that were left half-way and let go of here

  const keyOf = (form, action) => (action ? `${form}/${action.entry}` : form);
  const draftOf = () => drafts.get(keyOf(open.form, open.action));
  const spec = () => model.get("board").forms[open.form];
  const full = (each) => ({ values: each.now, ahead: each.ahead.reason });
  const own = (each) => JSON.stringify(each.now) !== each.fresh || Boolean(each.ahead.reason);

  // Every form that someone typed in, open or not, is kept at the server, about whom it is.
  const forms = () => [...drafts].map(([name, each]) => {
    if (own(each) && aboutWhom(model.get("board").forms[each.form], each.now)) each.last = copied(full(each));
    return { name, draft: own(each) ? each.last : null, message: { kind: each.form, entry: each.entry, version: each.version, was: each.at } };
  });
  const keeper = makeKeeper(model, forms, (said) => { if (open) sayKept(["unit"], said[keyOf(open.form, open.action)] === undefined ? {} : { unit: said[keyOf(open.form, open.action)] }, t()); });
  const changed = () => keeper.touched();
  const typed = () => {
    if (check && JSON.stringify(draftOf().now) !== check.draft) { check = null; drawForm(); }
    changed();
  };

  const send = (command, more = {}) => {
    const { form, action } = open;
    keeper.hold();
    asked = { turn: ++turn, key: keyOf(form, action) };
    notice.textContent = t().working;
    const sent = { command, turn, form, entry: action ? action.entry : "", version: action ? action.version : 0, draft: { ...draftOf().now }, ...more };
    asked.draft = JSON.stringify(sent.draft);
    if (!ask(model, sent)) notice.textContent = t().not_saved;
  };

  const show = (part, form, action, opener, left = null) => {
    open = { part, form, action, opener };
    check = null;
    const key = keyOf(form, action);
    if (!drafts.has(key)) {
      const now = freshDraft(model.get("board").forms[form], action && action.values);
      const begun = { form, entry: action ? action.entry : "", version: action ? action.version : 0, now: { ...now, ...(left || {}).values }, fresh: JSON.stringify(now),
        ahead: { reason: (left || {}).ahead || "" }, at: (left || {}).at || "", last: null,
        told: left && [left.told, action && left.follows !== action.version && t().part_problem_changed].filter(Boolean).join(" ") };
      drafts.set(key, begun);
      keeper.began(key, left ? full(begun) : null);
    }
    notice.textContent = "";
    drawParts();
    changed();
    byId("rk-unit-form-heading").focus();
  };

  const close = (key) => {
    const back = open && open.opener;
    drafts.delete(key);
    open = null;
    check = null;
    changed();
    drawParts();
    (byId(back) || byId("rk-unit-notice")).focus();
  };

  // What is let go of on purpose is let go of at the server too.
  const forget = (form, entry, at) => { dropped.add(`${form}/${entry}@${at}`); ask(model, { command: "forget", form, kind: form, entry, was: at }); };

  const cancel = () => {
    const draft = draftOf();
    if (own(draft) && !window.confirm(t().cancel_sure)) return;
    keeper.hold();
    const at = draft.at || draft.now.person;
    if (at) forget(draft.form, draft.entry, at);
    close(keyOf(open.form, open.action));
  };

  // Forms that were left half-way, on another visit or when something failed.
  const leftOnes = () => (model.get("board").typed || []).filter((each) => !drafts.has(each.entry ? `${each.kind}/${each.entry}` : each.kind) && !dropped.has(`${each.kind}/${each.entry}@${each.at}`));
  const actionOf = (left) => model.get("board").parts.flatMap((part) => part.lists.flatMap((list) => list.rows.flatMap((row) => row.actions.map((action) => ({ part: part.id, action })))))
    .find(({ action }) => action.form === left.kind && action.entry === left.entry);
  const leftBox = () => {
    const left = leftOnes();
    return left.length > 0 && h("section", { class: "rk-alert rk-noprint", id: "rk-left", "aria-labelledby": "rk-left-heading" }, h("h2", { id: "rk-left-heading", tabindex: "-1" }, t().typed_heading),
      h("ul", {}, left.map((each, index) => {
        const found = each.entry ? actionOf(each) : { part: model.get("board").parts.find((part) => part.forms.includes(each.kind)).id, action: null };
        const drop = () => { if (!window.confirm(t().typed_drop_sure)) return; forget(each.kind, each.entry, each.at); drawParts(); (byId("rk-left-heading") || notice).focus(); };
        return h("li", {}, h("strong", {}, each.what), ` ${each.told}`, !found && h("p", {}, t().typed_no_longer, " ", Object.values(each.values).filter(Boolean).join(" · ")),
          h("p", { class: "rk-row" }, found && button(t().typed_go_on, () => show(found.part, each.kind, found.action, "rk-left-heading", each), "", `rk-go-on-${index}`),
            button(t().typed_drop, drop, "rk-button--second", `rk-drop-${index}`)));
      })));
  };

  const formBox = () => {
    const fields = spec(), places = open.form === "place", outcome = model.get("outcome");
    const mine = outcome.form === open.form && asked && outcome.turn === asked.turn;
    const main = places ? button(t().check, () => send("check"), "", "rk-unit-save") : button(t().save, () => send("submit"), "", "rk-unit-save");
    return h("section", { class: "rk-item rk-noprint", id: "rk-unit-form", "aria-labelledby": "rk-unit-form-heading" },
      h("h3", { id: "rk-unit-form-heading", tabindex: "-1" }, fields.heading, open.action ? `: ${open.action.who}` : ""),
      h("p", { class: "rk-hint" }, fields.hint),
      mine && outcome.problem && h("div", { class: "rk-alert rk-alert--wrong", role: "alert", tabindex: "-1", id: "rk-unit-problem" }, h("p", {}, outcome.problem)),
      mine && outcome.faults.length > 0 && unitFaults(outcome.faults, t()),
      draftOf().told && h("p", { class: "rk-alert", id: "rk-found-unit" }, draftOf().told),
      unitFields(open.form, fields, draftOf().now, t(), typed),
      places && check && placeCheck(check.said, draftOf().ahead, t(), changed, () => send("place", { reason: draftOf().ahead.reason })),
      keptPlace("unit"),
      h("p", { class: "rk-row rk-unit-buttons" }, main, button(t().cancel, cancel, "rk-button--second", "rk-unit-cancel")));
  };

  // Beside the fields, whichever of "form" and "outcome" was drawn last.
  const mark = () => {
    const outcome = model.get("outcome");
    if (open) markFaults(byId("rk-unit-form"), outcome.form === open.form && asked && outcome.turn === asked.turn ? outcome.faults : []);
  };

  const drawForm = () => {
    const box = byId("rk-unit-form");
    if (!box || !open) return;
    keepingFocus(() => box.replaceWith(formBox()));
    mark();
  };

  const line = (each) => h("span", { class: `rk-table__line${each.mark ? ` rk-table__line--${each.mark}` : ""}` }, each.text);
  const compare = (one, other) => (typeof one === "number" ? one - other : String(one).localeCompare(String(other), document.documentElement.lang));

  const listBox = (part, list) => {
    if (list.rows.length === 0) return h("p", {}, list.none);
    const status = h("p", { role: "status", class: "rk-hint", id: `rk-shown-${list.id}` });
    const body = h("tbody", {}), heads = [];
    const acts = list.rows.some((row) => row.actions.length > 0);
    const rows = list.rows.map((row) => {
      const [first, ...rest] = row.cells;
      const buttons = row.actions.map((each) => {
        const id = `rk-do-${each.form}-${each.entry}`;
        const made = button(each.label, () => show(part.id, each.form, each, id), "rk-button--quiet rk-unit-do", id);
        made.setAttribute("aria-label", `${each.label}: ${each.who}`);
        return made;
      });
      return { row, element: h("tr", {}, h("th", { scope: "row" }, first.lines.map(line)), rest.map((cell) => h("td", {}, cell.lines.map(line))),
        acts && h("td", { class: "rk-noprint" }, buttons)) };
    });
    const filter = () => {
      const tag = wanted.get(list.id);
      let shown = 0;
      for (const each of rows) {
        each.element.hidden = Boolean(tag) && !each.row.tags.includes(tag);
        if (!each.element.hidden) shown += 1;
      }
      status.textContent = fill(t().rows_shown, { shown, all: rows.length });
    };
    const sort = () => {
      const by = sorted.get(list.id);
      if (by) rows.sort((one, other) => (by.down ? -1 : 1) * compare(one.row.cells[by.column].sort, other.row.cells[by.column].sort));
      body.replaceChildren(...rows.map((each) => each.element));
      heads.forEach((head, index) => {
        if (by && index === by.column) head.setAttribute("aria-sort", by.down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
    };
    heads.push(...list.columns.map((name, column) => h("th", { scope: "col" },
      h("button", { type: "button", class: "rk-table__sort", id: `rk-sort-${list.id}-${column}`, title: `${t().sort_by} ${name}`, onclick: () => {
        const by = sorted.get(list.id);
        sorted.set(list.id, { column, down: Boolean(by) && by.column === column && !by.down });
        sort();
      } }, name), h("span", { class: "rk-table__printed" }, name))));
    if (list.filters.length > 0 && !wanted.has(list.id)) wanted.set(list.id, list.filters[0].value);
    const select = list.filters.length > 0 && h("select", { id: `rk-filter-${list.id}`, onchange: (event) => { wanted.set(list.id, event.target.value); filter(); } },
      list.filters.map((each) => h("option", { value: each.value, selected: each.value === wanted.get(list.id) }, each.label)));
    sort();
    filter();
    return [
      select && h("div", { class: "rk-field rk-field--choice rk-noprint" }, h("label", { for: `rk-filter-${list.id}` }, t().filter, h("span", { class: "rk-hidden" }, `: ${list.caption}`)), select),
      status,
      h("div", { class: "rk-scroll", role: "region", tabindex: "0", "aria-label": list.caption },
        h("table", { class: "rk-table rk-unit-list", id: `rk-list-${list.id}` }, h("caption", {}, list.caption),
          h("thead", {}, h("tr", {}, heads, acts && h("th", { scope: "col", class: "rk-noprint rk-unit-acts" }, t().column_do))), body))];
  };

  const matrixBox = () => {
    const matrix = model.get("board").matrix;
    if (matrix.rows.length === 0) return null;
    return h("div", { class: "rk-scroll rk-unit-matrix", role: "region", tabindex: "0", "aria-label": matrix.caption },
      h("table", { id: "rk-matrix" }, h("caption", {}, matrix.caption),
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, matrix.corner), matrix.columns.map((each) => h("th", { scope: "col", title: each.name }, each.id)))),
        h("tbody", {}, matrix.rows.map((row) => h("tr", {}, h("th", { scope: "row" }, row.name, row.name === row.id ? "" : h("span", { class: "rk-table__line rk-table__line--quiet" }, row.id)), row.cells.map((cell) => h("td", {}, line(cell))))))));
  };

  const count = () => {
    counting = true;
    notice.textContent = t().working;
    if (!ask(model, { command: "figures" })) notice.textContent = t().not_shown;
  };

  const figuresBox = () => {
    const figures = model.get("figures");
    const ready = Boolean(figures.intro);
    return [
      !ready && button(t().figures_show, count, "rk-button--second rk-noprint", "rk-figures"),
      ready && h("p", { id: "rk-figures-intro", tabindex: "-1" }, figures.intro),
      ready && figures.tables.map((table) => h("div", { class: "rk-unit-figure" },
        h("table", { id: `rk-figure-${table.id}` }, h("caption", {}, table.title),
          h("thead", {}, h("tr", {}, table.columns.map((each) => h("th", { scope: "col" }, each)))),
          h("tbody", {}, table.rows.map(([label, count]) => h("tr", {}, h("th", { scope: "row" }, label), h("td", {}, count))))),
        table.note && h("p", {}, table.note)))];
  };

  const partBox = (part) => h("section", { class: "rk-card", "aria-labelledby": `rk-part-${part.id}` },
    h("h2", { id: `rk-part-${part.id}`, tabindex: "-1" }, part.heading), h("p", {}, part.intro),
    part.forms.length > 0 && h("p", { class: "rk-row rk-noprint" }, part.forms.map((form) => {
      const id = `rk-open-${form}`;
      return button(model.get("board").forms[form].open, () => show(part.id, form, null, id), "rk-button--second", id);
    })),
    open && open.part === part.id && formBox(),
    part.id === "separations" && matrixBox(),
    part.lists.map((list) => h("div", { class: "rk-unit-part" }, listBox(part, list))),
    part.id === "figures" && figuresBox());

  const body = h("div", { class: "rk-body" });
  const drawParts = () => keepingFocus(() => {
    const parts = model.get("board").parts || [];
    body.replaceChildren(...[leftBox()].filter(Boolean), ...parts.map(partBox));
    mark();
  });

  // What came of a request. What was typed stays until it is done.
  const hear = () => {
    const outcome = model.get("outcome");
    if (outcome.failed && counting) { counting = false; notice.textContent = t().not_shown; return; }
    if (!asked || (outcome.turn !== asked.turn && !outcome.failed)) return;
    notice.textContent = outcome.failed ? t().not_saved : outcome.notice || "";
    if (outcome.done) { drafts.delete(asked.key); keeper.began(asked.key, null); }
    changed();
    if (outcome.failed || !open || keyOf(open.form, open.action) !== asked.key) return; // another form was opened since
    if (outcome.done) { close(asked.key); return; }
    if (outcome.problem && open.action) { // the form goes on from what stands there now, once its user has seen that
      const rows = model.get("board").parts.flatMap((part) => part.lists.flatMap((list) => list.rows.flatMap((row) => row.actions)));
      open.action = rows.find((each) => each.form === open.form && each.entry === open.action.entry) || open.action;
      draftOf().version = open.action.version;
    }
    if (outcome.check) check = { said: outcome.check, draft: asked.draft };
    drawForm();
    const to = byId("rk-unit-problem") || byId("rk-faults") || (check && byId("rk-check"));
    if (to) { to.focus(); to.scrollIntoView({ block: "center" }); }
  };

  const acked = () => { const said = model.get("kept"), draft = drafts.get(said.form); if (draft && said.at) draft.at = said.at; };
  const lost = () => { if (notice.textContent === t().working) notice.textContent = t().not_saved; };
  model.on("change:kept", acked);
  document.addEventListener("rk-lost", lost);
  el.replaceChildren(notice, body);
  notice.tabIndex = -1;
  model.on("change:board", drawParts);
  model.on("change:figures", () => {
    drawParts();
    if (counting) { counting = false; notice.textContent = ""; byId("rk-figures-intro").focus(); }
  });
  model.on("change:outcome", hear);
  drawParts();
  return () => {
    keeper.stop();
    document.removeEventListener("rk-lost", lost);
  };
}

export default { render };
