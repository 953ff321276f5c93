// Editors of values that have one field. What is written in one is kept as it is, and taken by another, flawed or not.
import { h } from './base.js';
import { described, miss, plain } from './kept.js';
import { Digits, parseWritten, stringify } from './tree.js';

export function scalarEditor(kind, id, name) {
  switch (kind) {
    case 'str': return textEditor(id, name);
    case 'bool': return boolEditor(id, name);
    case 'null': return nullEditor(id, name);
    case 'number': return numberEditor(id, name, 'decimal', /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/, 'a number');
    case 'any': case 'QType': return anyEditor(id, name);
    default: return numberEditor(id, name, 'numeric', /^-?\d+$/, 'a whole number');
  }
}

export function flaw(flaws, element, text) {
  flaws.push({ element, text });
  return undefined;
}

export function unfit(flaws, name, words) {
  flaws.push(`${name} has to be ${words} there`);
}

function nullEditor(id, name) {
  return {
    element: h('span', { class: 'kind', id }, 'null'), isLine: true, read: () => null,
    write: (value, flaws) => value === null || unfit(flaws, name, 'null'),
    keep: () => ({}), take: (state, lost) => miss(plain(state), lost, name),
  };
}

// One line, until it has several: what is pasted keeps them, and Shift+Enter makes them. The browser writes all of it, so that it can undo all of it.
function textEditor(id, name) {
  const input = h('textarea', { id, rows: '1', class: 'text', autocomplete: 'off', spellcheck: 'false', title: 'Shift+Enter for another line', 'data-at': 'field' });
  let isTouched = false;
  const countLines = () => input.value.split('\n').length;
  const fit = () => { input.rows = countLines() > 1 ? Math.min(12, Math.max(3, countLines())) : 1; };

  function fill(text) {
    input.value = text;
    isTouched = true;
    fit();
  }

  // A line that was taken with its end is one all the same.
  function insertLine(event, transfer) {
    const line = /^([^\r\n]+)(\r\n?|\n)$/.exec(transfer?.getData('text/plain') ?? '');
    if (!line) return;
    event.preventDefault();
    input.focus();
    const place = event.type === 'drop' ? document.caretPositionFromPoint?.(event.clientX, event.clientY) : null;
    if (place?.offsetNode === input) input.setSelectionRange(place.offset, place.offset);
    document.execCommand('insertText', false, line[1]);
  }

  input.addEventListener('input', () => {
    isTouched = true;
    fit();
  });
  input.addEventListener('paste', event => insertLine(event, event.clipboardData));
  input.addEventListener('drop', event => insertLine(event, event.dataTransfer));

  // As in any field of one line; held down it sends once.
  input.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || countLines() > 1) return;
    event.preventDefault();
    if (!event.repeat) input.form?.querySelector('button.main')?.click();
  });
  return {
    element: input, isLine: true, isLabelled: true,
    read: flaws => (input.value === '' && !isTouched ? flaw(flaws, input, `${name} is needed`) : input.value),
    write: (value, flaws) => {
      // A field keeps no carriage returns.
      if (typeof value !== 'string' || value.includes('\r')) return unfit(flaws, name, 'a text without carriage returns');
      fill(value);
    },
    keep: () => ({ text: input.value, isTouched }),
    take: (state, lost) => {
      const { text, isTouched: wasTouched } = plain(state);
      if (text === undefined) miss(plain(state), lost, name);
      else if (text !== '' || wasTouched) fill(text);
    },
  };
}

function boolEditor(id, name) {
  const input = h('input', { type: 'checkbox', id, 'data-at': 'field' });
  return {
    element: input, isLine: true, isLabelled: true, read: () => input.checked,
    write: (value, flaws) => {
      if (typeof value !== 'boolean') return unfit(flaws, name, 'true or false');
      input.checked = value;
    },
    keep: () => ({ isChecked: input.checked }),
    take: (state, lost) => {
      const { isChecked } = plain(state);
      if (isChecked === undefined) miss(plain(state), lost, name);
      else input.checked = isChecked;
    },
  };
}

// Into a field of text goes whatever was written, though it has to be mended there.
function keepText(input, name) {
  return {
    keep: () => ({ text: input.value }),
    take: (state, lost) => {
      const from = state.kinds ? state.kinds.get(state.at) : state;
      const { text } = plain(from);
      if (from.json && input.localName === 'textarea') input.value = from.json();
      else if (text !== undefined) input.value = text;
      else miss(from, lost, name);
    },
  };
}

function numberEditor(id, name, mode, pattern, words) {
  const input = h('input', { type: 'text', id, inputmode: mode, autocomplete: 'off', 'data-at': 'field' });
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
    ...keepText(input, name),
  };
}

export function anyEditor(id, name) {
  const input = h('textarea', { id, rows: '3', spellcheck: 'false', class: 'mono', placeholder: 'JSON', 'aria-label': name, 'data-at': 'field' });
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
    ...keepText(input, name),
  };
}

export function enumEditor(schema, type, id, name) {
  const options = schema.valuesOf(type).map(value => h('option', { value: value.name }, value.features.includes('deprecated') ? `${value.name} (deprecated)` : value.name));
  const select = h('select', { id, 'data-at': 'field' }, h('option', { value: '' }, 'choose…'), options);
  const has = value => [...select.options].some(option => option.value === value);
  return {
    element: select, isLine: true, isLabelled: true, select,
    read: flaws => (select.value === '' ? flaw(flaws, select, `${name} is needed`) : select.value),
    write: (value, flaws) => {
      if (value === '' || !has(value)) return unfit(flaws, name, 'one of those to choose from');
      select.value = value;
    },
    keep: () => ({ text: select.value }),
    take: (state, lost) => {
      const from = plain(state);
      if (has(from.text)) select.value = from.text;
      else miss(from, lost, name);
    },
  };
}
