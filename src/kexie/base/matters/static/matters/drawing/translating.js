// bpmn-js speaks Chinese: the words that come with it, and ours over them.
import chinese from "bpmn-js-i18n/translations/zn.js";

export function translating(data) {
  const words = data.language.startsWith("zh") ? { ...chinese, ...data.translations } : data.translations;
  const translate = (template, replacements = {}) =>
    (words[template] || template).replace(/\{([^}]+)\}/g, (_, key) => (key in replacements ? replacements[key] : `{${key}}`));
  return { translate: ["value", translate] };
}
