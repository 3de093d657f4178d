// A table of many rows: sort by a heading, filter by a choice or by words, walk it with the arrow keys.
// Every row is made once; sorting moves it and filtering hides it, so that 5,000 stay quick and all print.
function render({ model, el }) {
  const t = () => model.get("texts");
  const status = h("p", { role: "status", class: "rk-hint", id: "rk-table-shown" });
  const body = h("tbody", { class: "rk-table__body" });
  let rows = [], sorted = { column: null, down: false }, wanted = { words: "", tag: "" };

  const open = (id) => {
    sessionStorage.setItem("rk-person", id); // this tab only: no address and no history holds a person
    window.location.assign("person.ipynb");
  };

  const line = (each) => h("span", { class: `rk-table__line${each.mark ? ` rk-table__line--${each.mark}` : ""}` }, each.text);

  const make = (row) => {
    const [first, ...rest] = row.cells;
    const opener = button(first.lines[0].text, () => open(row.id), "rk-button--quiet rk-table__open", `rk-row-${row.id}`);
    opener.setAttribute("aria-label", `${t().open_person}: ${first.lines[0].text}`);
    const element = h("tr", {}, h("th", { scope: "row" }, opener, first.lines.slice(1).map(line)),
      rest.map((cell) => h("td", {}, cell.lines.map(line))));
    return { element, opener, row, words: row.cells.flatMap((cell) => cell.lines.map((each) => each.text)).join(" ").toLowerCase() };
  };

  const filter = () => {
    const words = wanted.words.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const each of rows) {
      const fits = words.every((word) => each.words.includes(word)) && (!wanted.tag || each.row.tags.includes(wanted.tag));
      each.element.hidden = !fits;
      if (fits) shown += 1;
    }
    status.textContent = fill(t().shown, { shown, all: rows.length });
  };

  const compare = (one, other) => (typeof one === "number" ? one - other : String(one).localeCompare(String(other), document.documentElement.lang));

  const sort = (column) => {
    sorted = { column, down: sorted.column === column && !sorted.down };
    rows.sort((one, other) => (sorted.down ? -1 : 1) * compare(one.row.cells[column].sort, other.row.cells[column].sort));
    body.replaceChildren(...rows.map((each) => each.element));
    el.querySelectorAll("thead th").forEach((heading, index) => {
      if (index === column) heading.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
      else heading.removeAttribute("aria-sort");
    });
  };

  const walk = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
    if (!step || !event.target.matches(".rk-table__open")) return;
    event.preventDefault();
    const shown = rows.filter((each) => !each.element.hidden);
    const at = shown.findIndex((each) => each.opener === event.target) + step;
    shown[Math.max(0, Math.min(shown.length - 1, at))].opener.focus();
  };

  const controls = (table) => h("div", { class: "rk-picker__row rk-picker__row--three rk-noprint" },
    h("div", { class: "rk-field" }, h("label", { for: "rk-table-words" }, t().search),
      h("input", { id: "rk-table-words", type: "search", autocomplete: "off", value: wanted.words, oninput: (event) => { wanted.words = event.target.value; filter(); } })),
    h("div", { class: "rk-field" }, h("label", { for: "rk-table-tag" }, t().filter),
      h("select", { id: "rk-table-tag", onchange: (event) => { wanted.tag = event.target.value; filter(); } },
        table.filters.map((each) => h("option", { value: each.value, selected: each.value === wanted.tag }, each.label)))),
    button(t().print, () => window.print(), "rk-button--second", "rk-print"));

  const draw = () => keepingFocus(() => {
    const table = model.get("table");
    rows = table.rows.map(make);
    body.replaceChildren(...rows.map((each) => each.element));
    const headings = table.columns.map((name, index) => h("th", { scope: "col" },
      h("button", { type: "button", class: "rk-table__sort", id: `rk-sort-${index}`, title: `${t().sort_by} ${name}`, onclick: () => sort(index) }, name),
      h("span", { class: "rk-table__printed" }, name))); // the browser repeats no button on the next sheet
    el.replaceChildren(h("div", {},
      h("h1", { id: "rk-title" }, t().title),
      h("p", { class: "rk-hint" }, fill(t().who, { who: model.get("who") }), " ",
        table.synthetic && h("span", { class: "rk-synthetic" }, t().synthetic)),
      table.links && h("nav", { class: "rk-parts rk-noprint", "aria-label": t().parts_nav }, h("ol", {},
        table.links.map((each) => h("li", {}, h("a", { href: `#${each.id}` }, each.label))))),
      rows.length === 0 ? h("p", {}, t().empty) : [controls(table), status,
        h("div", { class: "rk-scroll", role: "region", tabindex: "0", "aria-labelledby": "rk-title" },
          h("table", { class: "rk-table", onkeydown: walk }, h("caption", {}, table.caption),
            h("thead", {}, h("tr", {}, headings)), body))]));
    document.title = `${t().title} · ${t().site}`;
    const again = sorted;
    if (again.column !== null) { sorted = { column: again.column, down: !again.down }; sort(again.column); }
    filter();
    setPrintLine(table.print);
  });

  const language = (event) => ask(model, { command: "language", code: event.detail });
  document.addEventListener("rk-language", language);
  model.on("change:table", draw);
  draw();
  if (document.documentElement.lang !== "nl") ask(model, { command: "language", code: document.documentElement.lang });
  return () => document.removeEventListener("rk-language", language);
}

export default { render };
