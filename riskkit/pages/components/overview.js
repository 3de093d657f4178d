// The pages of the user's role, each with what it is for.
function render({ model, el }) {
  const t = () => model.get("texts");

  const draw = () => keepingFocus(() => {
    const pages = model.get("pages");
    el.replaceChildren(h("div", {},
      h("h1", {}, t().title),
      h("p", {}, fill(t().who, { who: model.get("who") })),
      h("p", {}, pages.length ? t().intro : t().nothing_for_role),
      pages.length > 0 && h("ul", { class: "rk-pages" }, pages.map((page) => h("li", {},
        h("a", { href: page.address, id: `rk-page-${page.name}` }, page.title), h("p", {}, page.about))))));
    document.title = `${t().title} · ${t().site}`;
  });

  const language = (event) => ask(model, { command: "language", code: event.detail });
  document.addEventListener("rk-language", language);
  model.on("change:pages", draw);
  model.on("change:texts", draw);
  draw();
  if (document.documentElement.lang !== "nl") ask(model, { command: "language", code: document.documentElement.lang });
  return () => document.removeEventListener("rk-language", language);
}

export default { render };
