// Every saved version: who, when, what changed; and one of them to read.
function render({ model, el }) {
  const t = () => model.get("texts");
  const shown = h("div", {});

  const show = (version) => ask(model, { command: "version", version });

  const drawShown = () => {
    const version = model.get("shown");
    if (!version.heading) { shown.replaceChildren(); return; }
    const close = () => {
      show(null);
      byId(`rk-show-${version.version}`)?.focus();
    };
    shown.replaceChildren(h("section", { class: "rk-version", "aria-labelledby": "rk-version-name" },
      h("h3", { id: "rk-version-name", tabindex: "-1" }, version.heading),
      version.note && h("p", { class: "rk-hint" }, version.note),
      h("dl", {}, version.rows.map((row) => [h("dt", {}, row.part), ...row.lines.map((line) => h("dd", {}, line))])),
      h("p", { class: "rk-noprint" }, button(t().versions_close, close, "rk-button--second", "rk-close-version"))));
    byId("rk-version-name").focus();
  };

  const draw = () => {
    const file = model.get("file");
    if (!file.person) { el.replaceChildren(); return; }
    const rows = file.versions.map((each) => {
      const look = button(t().versions_show, () => show(each.version), "rk-button--quiet");
      look.id = `rk-show-${each.version}`;
      look.setAttribute("aria-label", `${t().versions_show}: ${t().versions_number} ${each.version}`);
      return h("tr", {}, h("th", { scope: "row" }, String(each.version)), h("td", {}, each.when), h("td", {}, each.who),
        h("td", { class: "rk-change" }, each.change), h("td", { class: "rk-noprint" }, look));
    });
    const names = [t().versions_number, t().versions_when, t().versions_who, t().versions_change];
    el.replaceChildren(h("section", { class: "rk-card", "aria-labelledby": "rk-versions" },
      h("h2", { id: "rk-versions" }, t().versions_heading),
      rows.length === 0 ? h("p", {}, t().versions_none)
        : h("div", { class: "rk-scroll", role: "region", tabindex: "0", "aria-label": t().versions_caption },
          h("table", {}, h("caption", {}, t().versions_caption),
            h("thead", {}, h("tr", {}, names.map((name) => h("th", { scope: "col" }, name)),
              h("td", { class: "rk-noprint" }))),
            h("tbody", {}, rows))),
      shown));
  };

  model.on("change:texts", draw);
  model.on("change:file", draw);
  model.on("change:shown", drawShown);
  draw();
}

export default { render };
