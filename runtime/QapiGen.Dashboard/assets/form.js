// A form for any type of a schema. An editor has an element, and reads its value; what is missing or wrong it adds to the flaws. It is given a value by write, and
// says in its flaws what it has no place for. What has been filled in, flawed or not, it keeps and takes as it was written, and says what was lost.
import { h, named, setText } from './base.js';
import { anyEditor, enumEditor, flaw, scalarEditor, unfit } from './fields.js';
import { described, membersOf, miss, plain } from './kept.js';
import { makeTabs } from './tabs.js';
import { isObject, parse, stringify } from './tree.js';

let ids = 0;
const changed = element => element.dispatchEvent(new Event('change', { bubbles: true }));
const kinds = { enum: 'enum', array: 'list', object: 'object', alternate: 'alternate' };

export function argumentsForm(schema, reference, owner) {
  const type = schema.resolve(reference);
  return type['meta-type'] === 'object' ? objectEditor(schema, type, owner) : freeEditor(`f${++ids}`);
}

// Arguments of a command of which only the name is known: none, or an object.
function freeEditor(id) {
  const { element, read, write, keep, take } = anyEditor(id, 'arguments');
  element.placeholder = '{ "name": value, … }, or nothing';
  return {
    element,
    read: flaws => {
      const before = flaws.length;
      const value = element.value.trim() ? read(flaws) : {};
      return isObject(value) || flaws.length > before ? value : flaw(flaws, element, notObject);
    },
    write: (value, flaws) => (Object.keys(value).length > 0 ? write(value, flaws) : undefined),
    keep, take,
  };
}

export const notObject = 'arguments are an object: { "name": value, … }';

function editor(schema, reference, id, name) {
  const type = schema.resolve(reference);
  switch (type['meta-type']) {
    case 'enum': return enumEditor(schema, type, id, name);
    case 'object': return making.includes(type) ? anyEditor(id, name) : objectEditor(schema, type, undefined, name);
    case 'array': return arrayEditor(schema, type, name);
    case 'alternate': return alternateEditor(schema, type, name);
    default: return scalarEditor(type.builtin ?? type.name, id, name);
  }
}

// ---- Objects and unions.
// Those that are just being made: a type that needs another of its own has no end, and is written as JSON there.
const making = [];

function objectEditor(schema, type, owner, name = 'arguments') {
  making.push(type);
  try {
    return makeObjectEditor(schema, type, owner, name);
  } finally {
    making.pop();
  }
}

function makeObjectEditor(schema, type, owner, name) {
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

  function write(value, flaws) {
    if (!isObject(value)) return unfit(flaws, 'what stands for the members', 'an object');
    const left = new Set(Object.keys(value));
    writePart(value, left, flaws);
    for (const other of left) flaws.push(`the form has no place for '${other}'`);
  }

  // A member may have gone into a branch, or come out of it. What was filled in of branches that nobody looks at is kept beside.
  function takePart(left, lost, cases) {
    members.take(left, lost);
    if (type.tag) choose();
    branch?.takePart(left, lost, cases.get(tag?.editor?.select?.value)?.cases ?? new Map());
    for (const { case: other, type: its } of type.variants ?? []) {
      if (!cases.has(other) || branches.has(other) || !schema.resolve(its).members?.length) continue;
      branches.set(other, objectEditor(schema, schema.resolve(its), undefined, name));
      branches.get(other).take(cases.get(other), lost);
    }
  }

  function take(state, lost) {
    const from = plain(state);
    if (from.text?.trim()) return takeText(from, lost);
    if (!from.members) return miss(from, lost, name);
    const left = membersOf(from);
    takePart(left, lost, from.cases);
    for (const [other, member] of left) miss(member, lost, other);
    for (const [other, branchOf] of from.cases) if (other !== from.at && !branches.has(other)) miss(branchOf, lost, other);
  }

  // Written as JSON before its members were known.
  function takeText(from, lost) {
    let value = null;
    try {
      value = parse(from.text);
    } catch {
      // Said to be lost, as any other that is no object.
    }
    if (isObject(value)) write(value, lost);
    else miss(from, lost, name);
  }

  return {
    element, writePart, write, takePart, take,
    read: flaws => ({ ...members.read(flaws), ...branch?.read(flaws) }),
    keep: () => ({ members: members.keep(), cases: new Map([...branches].map(([other, made]) => [other, made.keep()])), at: tag?.editor?.select?.value, json: () => stringify({ ...members.read([]), ...branch?.read([]) }) }),
  };
}

function memberList(schema, members, words) {
  const element = h('div', { class: 'fields' });
  const adders = h('div', { class: 'add', role: 'group', 'aria-label': 'Optional members' });
  const fields = members.map(member => {
    const slot = h('div', { class: 'slot', 'data-at': member.name });
    const item = { member, slot, editor: null, show: () => {} };
    item.fill = () => {
      item.editor = labelled(schema, member, slot, member.default === undefined ? null : item.empty, words(member.name));
    };
    element.append(slot);
    if (member.default === undefined) {
      item.fill();
    } else {
      const adder = h('button', { type: 'button', 'data-at': `add ${member.name}` }, `Add ${named(member.name)}`);
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
    keep: () => new Map(fields.filter(item => item.editor).map(item => [item.member.name, { ...item.editor.keep(), isAdded: item.empty !== undefined }])),
    take: (left, lost) => {
      for (const item of fields) {
        const state = left.get(item.member.name);
        if (!state) continue;
        left.delete(item.member.name);

        // One that had to be there, and needn't any more, is left away if nobody has written into it.
        if (!item.editor && !state.isAdded && !described(state)) continue;
        if (!item.editor) item.show();
        item.editor.take(state, lost);
      }
    },
  };
}

function labelled(schema, member, slot, remove, said) {
  const id = `f${++ids}`;
  const name = named(member.name);
  const inner = editor(schema, member.type, id, name);
  const words = `${schema.describe(member.type)}${member.features?.includes('deprecated') ? ', deprecated' : ''}`;
  const remover = remove ? h('button', { type: 'button', class: 'quiet', 'aria-label': `Remove ${name}`, 'data-at': 'remove', onclick: remove }, '×') : null;
  if (inner.isLine) {
    const hint = h('span', { class: 'kind', id: `${id}k` }, words);
    inner.element.setAttribute('aria-describedby', said ? `${id}k ${id}s` : `${id}k`);
    slot.replaceChildren(h('div', { class: 'field' }, h('div', { class: 'label' }, inner.isLabelled ? h('label', { for: id }, name) : name, hint),
      h('div', {}, h('div', { class: 'line' }, inner.element, remover), said ? h('p', { class: 'said', id: `${id}s` }, said) : null)));
  } else {
    slot.replaceChildren(h('div', { class: 'line' }, h('fieldset', { class: 'inner' }, h('legend', {}, name, ' ', h('span', { class: 'kind' }, words)), said ? h('p', { class: 'said' }, said) : null, inner.element), remover));
  }
  return inner;
}

// ---- Lists: a row for each item.
function arrayEditor(schema, type, name) {
  const list = h('div', { class: 'rows' });
  const items = [];
  const add = h('button', { type: 'button', 'data-at': 'add', onclick: () => append().row.querySelector('input, select, textarea, button')?.focus() }, 'Add item');
  const number = () => items.forEach((item, i) => { item.row.dataset.at = i; });
  function append() {
    const id = `f${++ids}`;
    const label = h('label', { for: id, class: 'hidden' }, `${name} item`);
    const inner = editor(schema, type['element-type'], id, `${name} item`);
    const remover = h('button', { type: 'button', class: 'quiet', 'aria-label': `Remove item of ${name}`, 'data-at': 'remove' }, '×');
    const row = h('div', { class: 'line', role: 'group', 'aria-label': `${name} item` }, h('div', {}, inner.isLabelled ? label : null, inner.element), remover);
    const item = { inner, row };
    remover.addEventListener('click', () => {
      items.splice(items.indexOf(item), 1);
      row.remove();
      number();
      add.focus();
      changed(list);
    });
    items.push(item);
    list.append(row);
    number();
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
    keep: () => ({ items: items.map(item => item.inner.keep()), json: () => stringify(items.map(item => item.inner.read([])).filter(value => value !== undefined)) }),
    take: (state, lost) => {
      const from = state.kinds ? state.kinds.get(state.at) : state;
      for (const each of from.items ?? (described(from) ? [from] : [])) append().inner.take(each, lost);
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
    keep: () => ({ kinds: new Map(branches.flatMap((branch, i) => (panes[i] ? [[branch.title, panes[i].inner.keep()]] : []))), at: branches[chosen].title }),
    take: (state, lost) => {
      for (const [title, other] of state.kinds ?? []) {
        const i = branches.findIndex(branch => branch.title === title);
        if (i < 0) {
          if (title !== state.at) miss(other, lost, name);
          continue;
        }
        panes[i] = makePane(i);
        panes[i].inner.take(other, lost);
        if (title === state.at) show(i, panes[i]);
      }
      if (!state.kinds || !branches.some(branch => branch.title === state.at)) takeBest(plain(state), lost);
    },
  };

  // The kind that loses least of it, and finds the least wrong.
  function takeBest(state, lost) {
    if (!described(state)) return;
    const tried = branches.map((_, i) => {
      const [pane, left, flaws] = [makePane(i), [], []];
      pane.inner.take(state, left);
      pane.inner.read(flaws);
      return { i, pane, left, flaws };
    });
    const [best] = tried.sort((one, other) => one.left.length - other.left.length || one.flaws.length - other.flaws.length);
    lost.push(...best.left);
    show(best.i, best.pane);
  }
}

// Shows what is wrong beside its field, and goes to the first.
export function markFlaws(root, flaws, goes = true) {
  for (const old of root.querySelectorAll('[aria-invalid]')) old.removeAttribute('aria-invalid');
  for (const old of root.querySelectorAll('.flaw')) old.remove();
  for (const { element, text } of flaws) {
    element.setAttribute('aria-invalid', 'true');
    const note = h('span', { class: 'flaw' });
    setText(note, text);
    element.after(note);
  }
  if (goes) flaws[0]?.element.focus();
}
