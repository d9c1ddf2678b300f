// Only what the platform runs can be drawn: a palette of our own, and what is left of the pad beside an element and of the
// menu of its types. What else a file holds is drawn, and named by the checks.
const TYPES = new Set(
  (
    "user-task manual-task service-task send-task receive-task call-activity subprocess expanded-subprocess " +
    "collapsed-subprocess exclusive-gateway parallel-gateway inclusive-gateway event-based-gateway none-start none-end " +
    "none-intermediate-throw none-intermediate-throwing message-intermediate-catch message-intermediate-throw " +
    "timer-intermediate-catch signal-intermediate-catch signal-intermediate-throw escalation-intermediate-throw " +
    "message-end escalation-end error-end signal-end terminate-end message-boundary timer-boundary error-boundary " +
    "escalation-boundary signal-boundary non-interrupting-message-boundary non-interrupting-timer-boundary " +
    "non-interrupting-escalation-boundary non-interrupting-signal-boundary sequence-flow default-flow conditional-flow"
  )
    .split(" ")
    .map((name) => `replace-with-${name}`),
);
const MARKS = new Set(["toggle-parallel-mi", "toggle-sequential-mi"]);
const PAD = new Set(["append.condition-intermediate-event", "append.compensation-activity", "append.append-task"]);
const LATE = 500;

class Palette {
  constructor(palette, create, elementFactory, spaceTool, lassoTool, handTool, globalConnect, translate, elementRegistry) {
    Object.assign(this, { create, elementFactory, spaceTool, lassoTool, handTool, globalConnect, translate, elementRegistry });
    palette.registerProvider(this);
  }

  getPaletteEntries() {
    const tool = (icon, title, start) => ({ group: "tools", className: `bpmn-icon-${icon}`, title: this.translate(title), action: { click: start } });
    return {
      hand: tool("hand-tool", "Activate hand tool", (event) => this.handTool.activateHand(event)),
      lasso: tool("lasso-tool", "Activate lasso tool", (event) => this.lassoTool.activateSelection(event)),
      space: tool("space-tool", "Activate create/remove space tool", (event) => this.spaceTool.activateSelection(event)),
      connect: tool("connection-multi", "Activate global connect tool", (event) => this.globalConnect.start(event)),
      "tools-end": { group: "tools", separator: true },
      "create.start": this.shape("start-event-none", "Create start event", { type: "bpmn:StartEvent" }),
      "create.task": this.shape("user-task", "Create task", { type: "bpmn:UserTask" }),
      "create.service": this.shape("service-task", "Create service task", { type: "bpmn:ServiceTask" }),
      "create.gateway": this.shape("gateway-xor", "Create gateway", { type: "bpmn:ExclusiveGateway" }),
      "create.parallel": this.shape("gateway-parallel", "Create parallel gateway", { type: "bpmn:ParallelGateway" }),
      "create.timer": this.shape("intermediate-event-catch-timer", "Create timer", {
        type: "bpmn:IntermediateCatchEvent",
        eventDefinitionType: "bpmn:TimerEventDefinition",
      }),
      "create.end": this.shape("end-event-none", "Create end event", { type: "bpmn:EndEvent" }),
      "create.subprocess": this.entry("subprocess-expanded", "Create expanded sub-process", () => this.subProcess()),
      "create.pool": this.entry("participant", "Create pool/participant", () => this.elementFactory.createParticipantShape()),
    };
  }

  entry(icon, title, make) {
    const start = (event) => {
      const made = make();
      this.create.start(event, made, Array.isArray(made) ? { hints: { autoSelect: [made[0]] } } : undefined);
    };
    return { group: "create", className: `bpmn-icon-${icon}`, title: this.translate(title), action: { dragstart: start, click: start } };
  }

  shape(icon, title, options) {
    return this.entry(icon, title, () => this.elementFactory.createShape(options));
  }

  subProcess() {
    const outer = this.elementFactory.createShape({ type: "bpmn:SubProcess", x: 0, y: 0, isExpanded: true });
    return [outer, this.elementFactory.createShape({ type: "bpmn:StartEvent", x: 40, y: 82, parent: outer })];
  }
}
Palette.$inject = [
  ..."palette create elementFactory spaceTool lassoTool handTool globalConnect translate elementRegistry".split(" "),
];

class Pad {
  constructor(contextPad, autoPlace, elementFactory, create, translate) {
    Object.assign(this, { autoPlace, elementFactory, create, translate });
    contextPad.registerProvider(LATE, this);
  }

  getContextPadEntries(element) {
    return (entries) => {
      const left = {};
      for (const [name, entry] of Object.entries(entries)) {
        if (name === "append.append-task") left["append.user-task"] = this.task(element);
        else if (!PAD.has(name)) left[name] = entry;
      }
      return left;
    };
  }

  getMultiElementContextPadEntries() {
    return (entries) => {
      const { "align-elements": _left, ...others } = entries;
      return others;
    };
  }

  task() {
    const make = () => this.elementFactory.createShape({ type: "bpmn:UserTask" });
    return {
      group: "model",
      className: "bpmn-icon-user-task",
      title: this.translate("Append task"),
      action: {
        click: (_event, source) => this.autoPlace.append(source, make()),
        dragstart: (event, source) => this.create.start(event, make(), { source }),
      },
    };
  }
}
Pad.$inject = ["contextPad", "autoPlace", "elementFactory", "create", "translate"];

class Menu {
  constructor(popupMenu) {
    popupMenu.registerProvider("bpmn-replace", LATE, this);
  }

  getPopupMenuEntries() {
    return (entries) => Object.fromEntries(Object.entries(entries).filter(([name]) => TYPES.has(name)));
  }

  getPopupMenuHeaderEntries(target) {
    const loops = target.type === "bpmn:UserTask" || target.type === "bpmn:ManualTask";
    const keep = (name) => (MARKS.has(name) ? loops : name === "toggle-non-interrupting");
    return (entries) => Object.fromEntries(Object.entries(entries).filter(([name]) => keep(name)));
  }
}
Menu.$inject = ["popupMenu"];

export const supported = {
  __init__: ["kexiePad", "kexieMenu"],
  paletteProvider: ["type", Palette],
  kexiePad: ["type", Pad],
  kexieMenu: ["type", Menu],
  // Their icons carry style attributes, which the content security policy forbids.
  alignElementsContextPadProvider: ["value", null],
  alignElementsMenuProvider: ["value", null],
  distributeElementsMenuProvider: ["value", null],
};
