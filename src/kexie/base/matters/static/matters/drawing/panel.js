// What the selected element says, to be filled in: who, by when, with which form, under which condition.
import { is } from "bpmn-js/lib/util/ModelUtil";

import { builder } from "./condition.js";
import { choice, h, span, text, tick, unit } from "./parts.js";

const NAMED = { message: "bpmn:Message", signal: "bpmn:Signal", error: "bpmn:Error", escalation: "bpmn:Escalation" };
const SAID = { message: "name", signal: "name", error: "errorCode", escalation: "escalationCode" };
const DECIDING = ["bpmn:ExclusiveGateway", "bpmn:InclusiveGateway"];

export function watch({ root, data, modeler }) {
  const place = root.querySelector("[data-panel]");
  const modeling = modeler.get("modeling");
  const moddle = modeler.get("moddle");
  const registry = modeler.get("elementRegistry");
  const { words } = data;
  let shown = null;

  const own = (element, name) => element.businessObject.get(`kexie:${name}`) || "";
  const keep = (element, name) => (value) => modeling.updateProperties(element, { [name]: value || undefined });
  const keepOwn = (element, name) => keep(element, `kexie:${name}`);
  const kind = (element) => element.type.replace("bpmn:", "").replace(/^./, (first) => first.toLowerCase());
  const units = () => Object.fromEntries(data.asked.filter((one) => one.kind === "units").map((one) => [one.key, one.label]));

  function within(element, parent, properties) {
    modeling.updateModdleProperties(element, parent, properties);
  }

  function lane(element) {
    const who = own(element, "who");
    const found = [choice(words.who, who, data.who, (value) => {
      keepOwn(element, "who")(value);
      show(element);
    }, { empty: words.choose })];
    if (who && who !== "applicant") found.push(choice(words.role, own(element, "role"), data.roles, keepOwn(element, "role"), { empty: words.choose }));
    if (who === "chosen") found.push(choice(words.element, own(element, "element"), units(), keepOwn(element, "element"), { empty: words.choose }));
    if (who === "unit") found.push(unit(words.unit, own(element, "unit"), data.units, keepOwn(element, "unit")));
    return found;
  }

  function task(element) {
    const found = [];
    if (is(element, "bpmn:UserTask")) found.push(choice(words.form, own(element, "form"), data.forms, keepOwn(element, "form"), { empty: words.choose }));
    found.push(span(words.limit, own(element, "limit"), words, keepOwn(element, "limit")));
    const loop = element.businessObject.loopCharacteristics;
    if (loop && is(loop, "bpmn:MultiInstanceLoopCharacteristics")) {
      const set = (name) => (value) => within(element, loop, { [name]: value || undefined });
      found.push(
        choice(words.loop, loop.get("kexie:element") || "", units(), set("kexie:element"), { empty: words.choose }),
        choice(words.loop_until, loop.get("kexie:until") || "all", { all: words.until_all, any: words.until_any, majority: words.until_majority }, set("kexie:until")),
        choice(words.loop_order, loop.isSequential ? "one" : "all", { all: words.parallel, one: words.sequential }, (value) => within(element, loop, { isSequential: value === "one" })),
      );
    }
    return found;
  }

  function service(element) {
    const verb = data.verbs[own(element, "verb")];
    const labels = Object.fromEntries(Object.entries(data.verbs).map(([name, one]) => [name, one.label]));
    return [
      choice(words.verb, own(element, "verb"), labels, (value) => {
        keepOwn(element, "verb")(value);
        show(element);
      }, { empty: words.choose }),
      verb ? text(words.value, own(element, "value"), keepOwn(element, "value"), { hint: verb.hint }) : null,
    ];
  }

  function gateway(element) {
    const flows = Object.fromEntries(element.outgoing.filter((flow) => is(flow, "bpmn:SequenceFlow")).map((flow) => [flow.id, called(flow)]));
    const now = element.businessObject.default;
    return [choice(words.default, now ? now.id : "", flows, (value) => {
      const chosen = element.outgoing.find((flow) => flow.id === value);
      modeling.updateProperties(element, { default: chosen ? chosen.businessObject : undefined });
    }, { empty: words.choose })];
  }

  const called = (flow) => flow.businessObject.name || `→ ${flow.target.businessObject.name || flow.target.id}`;

  function flow(element) {
    const source = element.source;
    if (!DECIDING.some((type) => is(source, type))) return [h("p", { class: "quiet" }, words.no_condition)];
    if (source.businessObject.default === element.businessObject) return [h("p", { class: "quiet" }, words.is_default)];
    const now = element.businessObject.conditionExpression;
    const change = (value) =>
      modeling.updateProperties(element, {
        conditionExpression: value ? moddle.create("bpmn:FormalExpression", { body: value }) : undefined,
      });
    return [h("p", { class: "field__label" }, words.condition), h("p", { class: "panel__words", "data-words": element.id }), builder(now ? now.body : "", { ...data, asked: asked() }, change)];
  }

  // What the units of a 会签 each answer is a list, like an answer of which one may choose several.
  function asked() {
    const looped = registry.filter((element) => element.businessObject.loopCharacteristics).map((element) => own(element, "form"));
    return data.asked.map((one) => ({ ...one, many: one.many || looped.includes(one.form) }));
  }

  function event(element) {
    const definition = (element.businessObject.eventDefinitions || [])[0];
    const found = definition ? defined(element, definition) : [];
    if (is(element, "bpmn:EndEvent")) found.push(choice(words.outcome, own(element, "outcome"), data.outcomes, keepOwn(element, "outcome"), { empty: words.choose }));
    if (is(element, "bpmn:BoundaryEvent")) found.push(tick(words.interrupting, element.businessObject.cancelActivity !== false, (value) => modeling.updateProperties(element, { cancelActivity: value })));
    return found;
  }

  function defined(element, definition) {
    if (is(definition, "bpmn:TimerEventDefinition")) {
      const now = definition.timeDuration;
      const change = (value) => {
        const made = value ? moddle.create("bpmn:FormalExpression", { body: value }) : undefined;
        if (made) made.$parent = definition;
        within(element, definition, { timeDuration: made });
      };
      return [span(words.duration, now ? now.body : "", words, change)];
    }
    const what = Object.keys(NAMED).find((name) => `${name}EventDefinition` === definition.$type.replace("bpmn:", "").replace(/^./, (first) => first.toLowerCase()));
    return what ? [referred(element, definition, what)] : [];
  }

  // The message or signal that an event or task refers to, by its name: one of the file's, or a new one.
  function referred(element, holder, what) {
    const now = holder.get(`${what}Ref`);
    return text(words[what], now ? now.get(SAID[what]) : "", (value) => {
      within(element, holder, { [`${what}Ref`]: value ? ofName(what, value) : undefined });
    });
  }

  function ofName(what, value) {
    const all = modeler.getDefinitions();
    const there = all.get("rootElements").find((one) => one.$type === NAMED[what] && one.get(SAID[what]) === value);
    if (there) return there;
    const made = modeler.get("bpmnFactory").create(NAMED[what], { name: value, [SAID[what]]: value });
    made.$parent = all;
    all.get("rootElements").push(made);
    return made;
  }

  function about(element) {
    const written = (element.businessObject.get("documentation") || [])[0];
    return text(words.documentation, written ? written.text : "", (value) => {
      const made = value ? [moddle.create("bpmn:Documentation", { text: value })] : [];
      modeling.updateProperties(element, { documentation: made });
    }, { long: true });
  }

  function fields(element) {
    if (is(element, "bpmn:Lane")) return lane(element);
    if (["bpmn:UserTask", "bpmn:ManualTask"].includes(element.type) || element.type === "bpmn:Task") return task(element);
    if (is(element, "bpmn:ServiceTask")) return service(element);
    if (is(element, "bpmn:SendTask") || is(element, "bpmn:ReceiveTask")) return [referred(element, element.businessObject, "message")];
    if (is(element, "bpmn:CallActivity")) return [text(words.called, element.businessObject.calledElement, keep(element, "calledElement"))];
    if (DECIDING.some((type) => is(element, type))) return gateway(element);
    if (is(element, "bpmn:SequenceFlow")) return flow(element);
    if (is(element, "bpmn:Event")) return event(element);
    return [];
  }

  function show(element) {
    shown = element;
    if (!element) return;
    const name = text(words.name, element.businessObject.name, (value) => modeling.updateLabel(element, value));
    const parts = [h("h2", { class: "panel__kind" }, words[`kind_${kind(element)}`] || kind(element)), name, ...fields(element)];
    if (is(element, "bpmn:FlowNode")) parts.push(about(element));
    place.replaceChildren(...parts.filter(Boolean));
    root.dispatchEvent(new CustomEvent("drawing:shown"));
  }

  function select(chosen) {
    const found = chosen.map((one) => one.labelTarget || one);
    const one = found.length === 1 && !["bpmn:TextAnnotation", "bpmn:Group", "label"].includes(found[0].type) ? found[0] : null;
    shown = null;
    if (one) show(one);
    else place.replaceChildren(h("p", { class: "quiet" }, found.length > 1 ? words.several : words.nothing));
  }

  modeler.on("selection.changed", ({ newSelection }) => select(newSelection));
  // Undone, replaced or renamed on the canvas: the panel follows, but never takes the field away that is being filled in.
  modeler.on("elements.changed", ({ elements }) => {
    if (shown && elements.includes(shown) && !place.contains(document.activeElement)) show(shown);
  });
  select([]);
}
