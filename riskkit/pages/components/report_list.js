// The user's own reports. While one is being made the page looks every second how far it is.
const LOOK_EVERY = 1000;

function render({ model, el }) {
  const t = () => model.get("texts");
  const told = h("p", { role: "status", class: "rk-hidden", id: "rk-runs-told" }), list = h("div", {});
  const known = new Map(), stopping = new Set();
  let timer = null;

  // Under the page's own address, so that a prefix of the server's stays in front.
  const address = (run, name) => `../../report/${run}/${name}`;

  const stop = (run) => { stopping.add(run); draw(); ask(model, { command: "cancel", run }); };

  const prove = (mark) => { sessionStorage.setItem("rk-proof", `report-${mark}`); window.location.assign("proof.ipynb"); };

  const kept = (each) => h("details", { class: "rk-about" },
    h("summary", { id: `rk-files-${each.run}` }, t().files, h("span", { class: "rk-hidden" }, `: ${each.title}`)),
    h("ul", {}, each.files.map((file) => h("li", {}, h("a", { href: `${address(each.run, file.name)}?keep=1`, download: "" }, file.label)))),
    each.no_pdf && h("p", { class: "rk-hint" }, each.no_pdf), h("p", { class: "rk-hint" }, each.fingerprint));

  const article = (each) => h("li", { class: "rk-item", id: `rk-run-${each.run}` },
    h("h3", {}, each.title), h("p", { class: "rk-hint" }, each.asked),
    h("p", {}, h("strong", { class: `rk-run__status rk-run__status--${each.status}` }, stopping.has(each.run) && !each.over ? t().cancelling : each.said),
      each.heading && h("span", { class: "rk-hint", lang: "en" }, ` ${each.heading}`)),
    !each.over && h("progress", { class: "rk-run__progress", max: each.of || 1, value: each.of ? each.done : null, "aria-label": fill(t().progress_name, { title: each.title }) }),
    each.headline && h("p", {}, each.headline),
    each.why && h("p", {}, each.why),
    each.told.length > 0 && [h("p", { class: "rk-hint" }, t().told), h("ul", { lang: "en" }, each.told.map((line) => h("li", {}, line)))],
    !each.over && !stopping.has(each.run) && h("p", { class: "rk-row rk-noprint" },
      button([t().cancel, h("span", { class: "rk-hidden" }, `: ${each.title}`)], () => stop(each.run), "rk-button--second", `rk-stop-${each.run}`)),
    each.status === "done" && [h("p", { class: "rk-noprint" },
      h("a", { id: `rk-read-${each.run}`, href: address(each.run, "report.html"), target: "_blank", rel: "noopener" }, t().read,
        h("span", { class: "rk-hidden" }, `: ${each.title} (${t().read_note})`)), " ",
      each.mark && button([t().prove, h("span", { class: "rk-hidden" }, `: ${each.title}`)], () => prove(each.mark), "rk-button--quiet", `rk-prove-${each.run}`)), h("div", { class: "rk-noprint" }, kept(each))]);

  const draw = () => {
    const runs = model.get("runs"), open = new Set([...list.querySelectorAll("details[open] > summary")].map((each) => each.id));
    keepingFocus(() => list.replaceChildren(h("section", { class: "rk-card", "aria-labelledby": "rk-runs-heading" },
      h("h2", { id: "rk-runs-heading", tabindex: "-1" }, t().runs_heading),
      runs.list.length === 0 ? h("p", {}, t().runs_none) : h("ol", { class: "rk-runs" }, runs.list.map(article)),
      runs.note && h("p", { class: "rk-hint" }, runs.note))));
    for (const id of open) if (byId(id)) byId(id).parentElement.open = true;
    for (const each of runs.list) {
      if (each.over) stopping.delete(each.run);
      if (known.has(each.run) && known.get(each.run) !== each.status) told.textContent = `${each.title}: ${each.said}`;
      known.set(each.run, each.status);
    }
    if (runs.busy && timer === null) timer = setInterval(() => ask(model, { command: "ping" }), LOOK_EVERY);
    if (!runs.busy && timer !== null) { clearInterval(timer); timer = null; }
  };

  el.replaceChildren(told, list);
  model.on("change:runs", draw);
  model.on("change:texts", draw);
  draw();
  return () => clearInterval(timer);
}

export default { render };
