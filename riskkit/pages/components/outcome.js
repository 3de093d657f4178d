// What came of a request: everything that is missing, someone else's version, or "saved".
function faultSummary(faults, t) {
  const heading = h("h2", { id: "rk-faults-heading" }, t.faults_heading);
  return h("div", { class: "rk-alert rk-alert--wrong", role: "alert", "aria-labelledby": "rk-faults-heading", tabindex: "-1", id: "rk-faults" },
    heading, h("p", {}, t.faults_text),
    h("ul", {}, faults.map((fault) => h("li", {},
      h("a", { href: `#rk-${fault.field}`, onclick: (event) => { event.preventDefault(); focusField(fault.field); } }, fault.full)))));
}

function conflictBox(conflict, t, send) {
  const lines = (text) => text.split("\n").map((line) => h("p", {}, line));
  const drop = () => { if (window.confirm(t.conflict_drop_sure)) send({ command: "drop" }); };
  return h("div", { class: "rk-alert rk-alert--wrong", role: "alert", tabindex: "-1", id: "rk-conflict" },
    h("h2", {}, t.conflict_heading), h("p", {}, conflict.text),
    conflict.rows.length === 0 ? h("p", {}, t.conflict_none)
      : h("div", { class: "rk-scroll", role: "region", tabindex: "0", "aria-label": t.conflict_caption },
        h("table", {}, h("caption", {}, t.conflict_caption),
          h("thead", {}, h("tr", {}, [t.conflict_part, t.conflict_theirs, t.conflict_mine].map((name) => h("th", { scope: "col" }, name)))),
          h("tbody", {}, conflict.rows.map((row) => h("tr", {},
            h("th", { scope: "row" }, row.part), h("td", {}, lines(row.theirs)), h("td", {}, lines(row.mine))))))),
    h("p", { class: "rk-row" },
      button(conflict.keep, () => send({ command: "keep" })),
      button(conflict.drop, drop, "rk-button--second")));
}

function drawOutcome(box, outcome, t, send) {
  const faults = outcome.faults || [];
  const conflict = outcome.conflict && outcome.conflict.text ? outcome.conflict : null;
  const parts = [];
  if (conflict) parts.push(conflictBox(conflict, t, send));
  if (faults.length) parts.push(faultSummary(faults, t));
  box.replaceChildren(...parts);
  markFaults(document, faults);
  if (outcome.reason === "save" && parts.length) {
    parts[0].focus();
    parts[0].scrollIntoView({ block: "start" });
  }
}
