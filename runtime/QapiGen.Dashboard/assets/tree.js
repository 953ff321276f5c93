// A JSON value as a tree; numbers keep all their digits.
import { h } from './base.js';

const maxItems = 200;

// Deeper, a browser has no end of boxes in boxes, and goes down with them: the rest is text. And so many places are open at first.
const maxDepth = 60;
const maxOpen = 2000;

// Numbers that JavaScript can't hold become what they were in the text.
export class Digits {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }

  toJSON() {
    return JSON.rawJSON ? JSON.rawJSON(this.text) : Number(this.text);
  }
}

export const isObject = value => value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Digits);

export function parse(text) {
  return JSON.parse(text, (key, value, context) =>
    typeof value === 'number' && context?.source && String(value) !== context.source ? new Digits(context.source) : value);
}

// The first name that an object in a text of JSON has twice, of which parsing would drop one; undefined if there is none.
export function findTwice(text) {
  const open = [];
  let isName = false;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g)) {
    if (isName && token.startsWith('"')) {
      const name = JSON.parse(token);
      if (open.at(-1).has(name)) return name;
      open.at(-1).add(name);
    }
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    isName = (token === '{' || token === ',') && open.at(-1) instanceof Set;
  }
  return undefined;
}

// What somebody has written: each name once, as QMP wants it.
export function parseWritten(text) {
  const value = parse(text);
  const twice = findTwice(text);
  if (twice !== undefined) throw new SyntaxError(`'${twice}' stands there twice`);
  return value;
}

export function stringify(value, indent = '') {
  if (value instanceof Digits) return value.text;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[\n${value.map(item => `${indent}  ${stringify(item, `${indent}  `)}`).join(',\n')}\n${indent}]`;
  }
  if (value && typeof value === 'object') {
    const entries = Object.entries(value);
    if (entries.length === 0) return '{}';
    return `{\n${entries.map(([key, item]) => `${indent}  ${JSON.stringify(key)}: ${stringify(item, `${indent}  `)}`).join(',\n')}\n${indent}}`;
  }
  return JSON.stringify(value);
}

export function tree(value) {
  return h('div', { class: 'tree' }, node(value, true, 0, { left: maxOpen }));
}

function node(value, isOpen, depth, room) {
  if (value instanceof Digits) return h('span', { class: 'num' }, value.text);
  if (typeof value === 'string') return h('span', { class: 'str' }, JSON.stringify(value));
  if (typeof value === 'number') return h('span', { class: 'num' }, String(value));
  if (value === null || typeof value !== 'object') return h('span', { class: 'lit' }, String(value));
  const entries = Array.isArray(value) ? value.map((item, i) => [i, item]) : Object.entries(value);
  if (entries.length === 0) return h('span', { class: 'lit' }, Array.isArray(value) ? '[]' : '{}');
  if (depth === maxDepth) return h('span', { class: 'lit' }, JSON.stringify(value));
  const details = h('details', {}, h('summary', {}, `${entries.length} ${Array.isArray(value) ? 'item' : 'member'}${entries.length === 1 ? '' : 's'}`));
  const fill = () => {
    if (details.children.length > 1) return;
    details.append(h('ul', {}, entries.slice(0, maxItems).map(([key, item]) => h('li', {}, h('span', { class: 'key' }, `${key}: `), node(item, entries.length < 20, depth + 1, room))),
      entries.length > maxItems ? h('li', {}, `… and ${entries.length - maxItems} more, in the text`) : null));
  };
  details.addEventListener('toggle', () => details.open && fill());
  if (isOpen && room.left > 0) {
    room.left -= entries.length;
    fill();
    details.open = true;
  }
  return details;
}
