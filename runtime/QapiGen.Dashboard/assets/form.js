// A form for any type of a schema. An editor has an element, and reads its value; what is missing or wrong it adds to the flaws. It takes a value, too, and
// says in its flaws what it has no place for.
import { h, setText } from './base.js';
import { makeTabs } from './tabs.js';
import { Digits, isObject, parseWritten, stringify } from './tree.js';

let ids = 0;
const changed = element => element.dispatchEvent(new Event('change', { bubbles: true }));
const kinds = { enum: 'enum', array: 'list', object: 'object', alternate: 'alternate' };

export function argumentsForm(schema, reference, owner) {
  const type = schema.resolve(reference);
  return type['meta-type'] === 'object' ? objectEditor(schema, type, owner) : freeEditor(`f${++ids}`);
}

// Arguments of a command of which only the name is known: none, or an object.
function freeEditor(id) {
  const { element, read, write } = anyEditor(id, 'arguments');
  element.placeholder = '{ "name": value, … }, or nothing';
  return {
    element,
    read: flaws => {
      const before = flaws.length;
      const value = element.value.trim() ? read(flaws) : {};
      return isObject(value) || flaws.length > before ? value : flaw(flaws, element, notObject);
    },
    write: (value, flaws) => (Object.keys(value).length > 0 ? write(value, flaws) : undefined),
  };
}

export const notObject = 'arguments are an object: { "name": value, … }';

function editor(schema, reference, id, name) {
  const type = schema.resolve(reference);
  switch (type['meta-type']) {
    case 'enum': return enumEditor(schema, type, id, name);
    case 'object': return making.includes(type) ? anyEditor(id, name) : objectEditor(schema, type);
    case 'array': return arrayEditor(schema, type, name);
    case 'alternate': return alternateEditor(schema, type, name);
    default: return scalarEditor(type.builtin ?? type.name, id, name);
  }
}

// ---- Values of one line.
function scalarEditor(kind, id, name) {
  switch (kind) {
    case 'str': return textEditor(id, name);
    case 'bool': return boolEditor(id, name);
    case 'null': return { element: h('span', { class: 'kind', id }, 'null'), isLine: true, read: () => null, write: (value, flaws) => value === null || unfit(flaws, name, 'null') };
    case 'number': return numberEditor(id, name, 'decimal', /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/, 'a number');
    case 'any': case 'QType': return anyEditor(id, name);
    default: return numberEditor(id, name, 'numeric', /^-?\d+$/, 'a whole number');
  }
}

function flaw(flaws, element, text) {
  flaws.push({ element, text });
  return undefined;
}

function unfit(flaws, name, words) {
  flaws.push(`${name} has to be ${words} there`);
}

// One line, until it has several: what is pasted keeps them, and Shift+Enter makes them.
function textEditor(id, name) {
  let input = h('input', { type: 'text', id, autocomplete: 'off', spellcheck: 'false', title: 'Shift+Enter for another line' });
  let isTouched = false;
  const touch = () => { isTouched = true; };

  function toLines(value, caret) {
    const area = h('textarea', { id, spellcheck: 'false', value });
    const fit = () => { area.rows = Math.min(12, Math.max(3, area.value.split('\n').length)); };
    for (const attribute of ['aria-describedby', 'aria-invalid']) if (input.hasAttribute(attribute)) area.setAttribute(attribute, input.getAttribute(attribute));
    fit();
    area.addEventListener('input', fit);
    input.replaceWith(area);
    input = area;
    isTouched = true;
    if (caret === undefined) return;
    area.focus();
    area.setSelectionRange(caret, caret);
    area.dispatchEvent(new Event('input', { bubbles: true }));
  }

  function insert(text) {
    const [start, end] = [input.selectionStart, input.selectionEnd];
    toLines(`${input.value.slice(0, start)}${text}${input.value.slice(end)}`, start + text.length);
  }

  // A line that was taken with its end is one all the same.
  function insertLines(event, transfer) {
    const text = transfer?.getData('text/plain').replace(/\r\n?/g, '\n') ?? '';
    if (!/\n[^]/.test(text)) return;
    event.preventDefault();
    insert(text);
  }

  input.addEventListener('input', touch);
  input.addEventListener('paste', event => insertLines(event, event.clipboardData));
  input.addEventListener('drop', event => insertLines(event, event.dataTransfer));
  input.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || !event.shiftKey || event.isComposing) return;
    event.preventDefault();
    insert('\n');
  });
  return {
    get element() { return input; },
    isLine: true, isLabelled: true,
    read: flaws => (input.value === '' && !isTouched ? flaw(flaws, input, `${name} is needed`) : input.value),
    write: (value, flaws) => {
      // A field keeps no carriage returns.
      if (typeof value !== 'string' || value.includes('\r')) return unfit(flaws, name, 'a text without carriage returns');
      if (value.includes('\n') && input.localName === 'input') toLines(value);
      else input.value = value;
      isTouched = true;
    },
  };
}

function boolEditor(id, name) {
  const input = h('input', { type: 'checkbox', id });
  return {
    element: input, isLine: true, isLabelled: true, read: () => input.checked,
    write: (value, flaws) => {
      if (typeof value !== 'boolean') return unfit(flaws, name, 'true or false');
      input.checked = value;
    },
  };
}

function numberEditor(id, name, mode, pattern, words) {
  const input = h('input', { type: 'text', id, inputmode: mode, autocomplete: 'off' });
  return {
    element: input, isLine: true, isLabelled: true,
    read: flaws => {
      const text = input.value.trim();
      return pattern.test(text) ? new Digits(text.replace(/^(-?)0+(?=\d)/, '$1')) : flaw(flaws, input, text ? `${name}: ${words} is needed, not '${text}'` : `${name} is needed: ${words}`);
    },
    write: (value, flaws) => {
      const text = typeof value === 'number' || value instanceof Digits ? String(value) : '';
      if (!pattern.test(text)) return unfit(flaws, name, words);
      input.value = text;
    },
  };
}

function anyEditor(id, name) {
  const input = h('textarea', { id, rows: '3', spellcheck: 'false', class: 'mono', placeholder: 'JSON', 'aria-label': name });
  return {
    element: input, isLine: true, isLabelled: true,
    read: flaws => {
      if (!input.value.trim()) return flaw(flaws, input, `${name} is needed: JSON`);
      try {
        return parseWritten(input.value);
      } catch (fault) {
        return flaw(flaws, input, `${name} is no JSON: ${fault.message}`);
      }
    },
    write: value => {
      input.value = stringify(value);
    },
  };
}

function enumEditor(schema, type, id, name) {
  const options = schema.valuesOf(type).map(value => h('option', { value: value.name }, value.features.includes('deprecated') ? `${value.name} (deprecated)` : value.name));
  const select = h('select', { id }, h('option', { value: '' }, 'choose…'), options);
  return {
    element: select, isLine: true, isLabelled: true, select,
    read: flaws => (select.value === '' ? flaw(flaws, select, `${name} is needed`) : select.value),
    write: (value, flaws) => {
      if (value === '' || ![...select.options].some(option => option.value === value)) return unfit(flaws, name, 'one of those to choose from');
      select.value = value;
    },
  };
}

// ---- Objects and unions.
// Those that are just being made: a type that needs another of its own has no end, and is written as JSON there.
const making = [];

function objectEditor(schema, type, owner) {
  making.push(type);
  try {
    return makeObjectEditor(schema, type, owner);
  } finally {
    making.pop();
  }
}

function makeObjectEditor(schema, type, owner) {
  const element = h('div', { class: 'fields' });
  const members = memberList(schema, type.members ?? [], schema.wordsOn(owner, type.name));
  element.append(members.element);
  let branch = null;
  // What was filled in stays, whichever branch one looks at meanwhile.
  const branches = new Map();
  const tag = type.tag ? members.find(type.tag) : null;
  const place = h('div', { class: 'fields branch' });
  function choose() {
    const variant = type.variants.find(item => item.case === tag?.editor?.select?.value);
    const chosen = variant && schema.resolve(variant.type);
    branch = chosen && (chosen.members?.length || chosen.tag) ? branches.get(variant.case) ?? objectEditor(schema, chosen) : null;
    if (branch) branches.set(variant.case, branch);
    place.replaceChildren(...(branch ? [branch.element] : []));
  }
  if (type.tag) {
    element.append(place);
    // Runs before those who listen further up, so that they read the new fields.
    element.addEventListener('change', event => {
      if (event.target === tag?.editor?.select || event.target === tag?.slot) choose();
    });
  }

  // What the members take of a value, the branch needn't.
  function writePart(value, left, flaws) {
    members.write(value, left, flaws);
    branches.clear();
    if (type.tag) choose();
    branch?.writePart(value, left, flaws);
  }

  return {
    element, writePart,
    read: flaws => ({ ...members.read(flaws), ...branch?.read(flaws) }),
    write: (value, flaws) => {
      if (!isObject(value)) return unfit(flaws, 'what stands for the members', 'an object');
      const left = new Set(Object.keys(value));
      writePart(value, left, flaws);
      for (const name of left) flaws.push(`the form has no place for '${name}'`);
    },
  };
}

function memberList(schema, members, words) {
  const element = h('div', { class: 'fields' });
  const adders = h('div', { class: 'add', role: 'group', 'aria-label': 'Optional members' });
  const fields = members.map(member => {
    const slot = h('div', { class: 'slot' });
    const item = { member, slot, editor: null, show: () => {} };
    item.fill = () => {
      item.editor = labelled(schema, member, slot, member.default === undefined ? null : item.empty, words(member.name));
    };
    element.append(slot);
    if (member.default === undefined) {
      item.fill();
    } else {
      const adder = h('button', { type: 'button' }, `Add ${member.name}`);
      slot.hidden = true;
      item.empty = () => {
        item.editor = null;
        slot.replaceChildren();
        slot.hidden = true;
        adder.hidden = false;
        adder.focus();
        changed(slot);
      };
      item.show = () => {
        slot.hidden = false;
        adder.hidden = true;
        item.fill();
      };
      adder.addEventListener('click', () => {
        item.show();
        slot.querySelector('input, select, textarea, button')?.focus();
        changed(slot);
      });
      adder.title = [member.features?.includes('deprecated') ? 'deprecated' : '', words(member.name)].filter(Boolean).join(': ');
      adders.append(adder);
    }
    return item;
  });
  if (adders.children.length) element.append(adders);
  return {
    element,
    find: name => fields.find(item => item.member.name === name),
    read: flaws => {
      const value = Object.create(null);
      for (const item of fields) {
        if (!item.editor) continue;
        const read = item.editor.read(flaws);
        if (read !== undefined) value[item.member.name] = read;
      }
      return value;
    },
    write: (value, left, flaws) => {
      for (const item of fields) {
        if (!Object.hasOwn(value, item.member.name)) continue;
        left.delete(item.member.name);
        if (!item.editor) item.show();
        item.editor.write(value[item.member.name], flaws);
      }
    },
  };
}

function labelled(schema, member, slot, remove, said) {
  const id = `f${++ids}`;
  const inner = editor(schema, member.type, id, member.name);
  const words = `${schema.describe(member.type)}${member.features?.includes('deprecated') ? ', deprecated' : ''}`;
  const remover = remove ? h('button', { type: 'button', class: 'quiet', 'aria-label': `Remove ${member.name}`, onclick: remove }, '×') : null;
  if (inner.isLine) {
    const hint = h('span', { class: 'kind', id: `${id}k` }, words);
    inner.element.setAttribute('aria-describedby', said ? `${id}k ${id}s` : `${id}k`);
    slot.replaceChildren(h('div', { class: 'field' }, h('div', { class: 'label' }, inner.isLabelled ? h('label', { for: id }, member.name) : member.name, hint),
      h('div', {}, h('div', { class: 'line' }, inner.element, remover), said ? h('p', { class: 'said', id: `${id}s` }, said) : null)));
  } else {
    slot.replaceChildren(h('div', { class: 'line' }, h('fieldset', { class: 'inner' }, h('legend', {}, member.name, ' ', h('span', { class: 'kind' }, words)), said ? h('p', { class: 'said' }, said) : null, inner.element), remover));
  }
  return inner;
}

// ---- Lists: a row for each item.
function arrayEditor(schema, type, name) {
  const list = h('div', { class: 'rows' });
  const items = [];
  const add = h('button', { type: 'button', onclick: () => append().row.querySelector('input, select, textarea, button')?.focus() }, 'Add item');
  function append() {
    const id = `f${++ids}`;
    const label = h('label', { for: id, class: 'hidden' }, `${name} item`);
    const inner = editor(schema, type['element-type'], id, `${name} item`);
    const remover = h('button', { type: 'button', class: 'quiet', 'aria-label': `Remove item of ${name}` }, '×');
    const row = h('div', { class: 'line', role: 'group', 'aria-label': `${name} item` }, h('div', {}, inner.isLabelled ? label : null, inner.element), remover);
    const item = { inner, row };
    remover.addEventListener('click', () => {
      items.splice(items.indexOf(item), 1);
      row.remove();
      add.focus();
      changed(list);
    });
    items.push(item);
    list.append(row);
    changed(list);
    return item;
  }
  return {
    element: h('div', { class: 'rows' }, list, h('div', { class: 'add' }, add)),
    read: flaws => items.map(item => item.inner.read(flaws)).filter(value => value !== undefined),
    write: (value, flaws) => {
      if (!Array.isArray(value)) return unfit(flaws, name, 'a list');
      for (const each of value) append().inner.write(each, flaws);
    },
  };
}

// ---- Alternates: a tab for each kind of value.
function alternateEditor(schema, type, name) {
  const id = `f${++ids}`;
  const branches = type.members.map(member => {
    const resolved = schema.resolve(member.type);
    const builtin = resolved.builtin ?? resolved.name;
    return { reference: member.type, title: kinds[resolved['meta-type']] ?? ({ str: 'string', bool: 'boolean' }[builtin] ?? builtin), isLine: !['object', 'array'].includes(resolved['meta-type']) };
  });
  const panel = h('div', { id });
  const { strip, mark } = makeTabs(`Kind of ${name}`, branches.map(branch => branch.title), panel, index => choose(index));

  // What was filled in stays, whichever tab one looks at meanwhile.
  const panes = [];
  let chosen = -1;
  const choose = index => index === chosen || show(index, panes[index] ?? makePane(index));
  function show(index, pane) {
    chosen = index;
    panes[index] = pane;
    mark(index);
    panel.replaceChildren(...(pane.inner.isLabelled ? [pane.label] : []), pane.inner.element);
    changed(panel);
  }
  function makePane(index) {
    const field = `f${++ids}`;
    const inner = editor(schema, branches[index].reference, field, name);
    return { inner, label: h('label', { for: field, class: 'hidden' }, name) };
  }
  choose(Math.max(0, branches.findIndex(branch => branch.isLine)));
  return {
    element: h('div', { class: 'rows' }, strip, panel),
    read: flaws => panes[chosen].inner.read(flaws),
    write: (value, flaws) => {
      // The first kind that takes it.
      for (let i = 0; i < branches.length; i++) {
        const against = [];
        show(i, makePane(i));
        panes[i].inner.write(value, against);
        if (against.length === 0) return;
      }
      unfit(flaws, name, 'of one of the kinds');
    },
  };
}

// Shows what is wrong beside its field.
export function markFlaws(root, flaws) {
  for (const old of root.querySelectorAll('[aria-invalid]')) old.removeAttribute('aria-invalid');
  for (const old of root.querySelectorAll('.flaw')) old.remove();
  for (const { element, text } of flaws) {
    element.setAttribute('aria-invalid', 'true');
    const note = h('span', { class: 'flaw' });
    setText(note, text);
    element.after(note);
  }
  flaws[0]?.element.focus();
}
