// Everything that stands in a form, one line a field, to take along where the connection is lost.
function typedWords(root) {
  const named = (field) => {
    const group = field.closest("fieldset")?.querySelector("legend")?.textContent || "";
    const own = (root.querySelector(`label[for="${field.id}"]`) || field.closest("label"))?.textContent || "";
    return /^(radio|checkbox)$/.test(field.type) ? [group || own, own] : [own, field.value];
  };
  return [...root.querySelectorAll("textarea, input[type=text], input[type=date], input:checked")]
    .map(named).filter(([, said]) => said.trim()).map(([label, said]) => `${label}: ${said}`);
}

const copyTyped = async (root, first) => navigator.clipboard.writeText([first, ...typedWords(root)].join("\n"));
