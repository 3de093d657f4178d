// Whose file this is, the same on every page: name, pseudonym, place, and whether made up.
function personHeader(person, t, ...more) {
  return h("header", { class: "rk-person" },
    h("h2", { id: "rk-person", tabindex: "-1" }, person.name),
    h("p", { class: "rk-person__facts" }, h("strong", {}, person.id), ` · ${person.place} `,
      person.synthetic && h("span", { class: "rk-synthetic" }, t.synthetic)),
    person.synthetic && h("p", { class: "rk-hint" }, t.synthetic_note),
    more);
}
