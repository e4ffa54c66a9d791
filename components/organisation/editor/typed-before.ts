/**
 * What somebody typed, chose or checked in a form before its scripts were there: the fields of the page that no longer
 * hold what the page was sent with. Empty where there is no such form yet. A page may be read long before its scripts
 * have come, and what is written meanwhile is as good as what is written later.
 */
export function typedBefore(formId: string): Record<string, string> {
  // On the server there is neither a document nor any of its elements.
  if (typeof document === "undefined") return {};
  const form = document.getElementById(formId);
  if (!(form instanceof HTMLFormElement)) return {};
  const typed: Record<string, string> = {};
  for (const field of form.elements) {
    if (field instanceof HTMLSelectElement) {
      const sent = [...field.options].find(({ defaultSelected }) => defaultSelected) ?? field.options[0];
      if (field.selectedOptions[0] !== sent) typed[field.name] = field.value;
    } else if (field instanceof HTMLInputElement && field.type === "checkbox") {
      if (field.checked !== field.defaultChecked) typed[field.name] = field.checked ? field.value : "";
    } else if (field instanceof HTMLInputElement && field.type === "radio") {
      if (field.checked && !field.defaultChecked) typed[field.name] = field.value;
    } else if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
      if (field.value !== field.defaultValue) typed[field.name] = field.value;
    }
  }
  return typed;
}
