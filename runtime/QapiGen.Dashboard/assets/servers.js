// The servers: where they are, how they are, what they can.
import { count, h, main, setAttribute, setText, setTime } from './base.js';
import { howToAdd, isAsked, live } from './live.js';

const columns = ['Server', 'Connection', 'Version', 'Status', 'Capabilities', 'Commands', 'Since'];
const words = { connected: 'connected', connecting: 'connecting', silent: 'silent', gone: 'gone', idle: 'not looked at' };
const body = h('tbody');
const summary = h('p', { class: 'summary', role: 'status', 'aria-live': 'polite' });
const empty = h('div', { class: 'empty', hidden: true }, h('p', {}, 'No server is known.'),
  howToAdd(' Services of the application itself (', h('code', {}, 'AddQmp'), ') appear by themselves.'));
main.append(h('div', { class: 'head' }, summary), h('div', { class: 'frame' },
  h('table', { class: 'servers', 'aria-label': 'Servers' },
    h('thead', {}, h('tr', {}, columns.map(name => h('th', { scope: 'col' }, name)))), body), empty));
const rows = new Map();

// What a cell is stands beside it where there is no room for columns.
const cell = (column, ...children) => h('td', { 'data-label': columns[column] }, ...children);

function makeRow(item) {
  const parts = {
    state: h('span', { class: 'status' }), reason: h('span', { class: 'error clamp' }), version: h('span', { class: 'version clamp' }), build: h('span', { class: 'origin clamp' }), status: h('span', { class: 'clamp' }), capabilities: h('span', { class: 'clamp' }),
    commands: h('a'), time: h('time', { class: 'ago' }), title: h('span', { class: 'origin title clamp' }), address: h('span', { class: 'origin' }),
  };
  parts.row = h('tr', { 'data-key': item.name },
    h('th', { scope: 'row', class: 'name' }, h('a', { href: `jobs?server=${encodeURIComponent(item.name)}` }, item.name), parts.title, parts.address),
    h('td', {}, parts.state, parts.reason), cell(2, h('div', {}, parts.version, parts.build)), cell(3, parts.status), cell(4, parts.capabilities), cell(5, parts.commands), cell(6, parts.time));
  rows.set(item.name, parts);
  body.append(parts.row);
  return parts;
}

live(() => ({}), {
  servers: list => {
    for (const item of list) {
      // What it hasn't isn't known before it has been asked.
      const none = isAsked(item) ? '…' : '–';
      const parts = rows.get(item.name) ?? makeRow(item);
      setText(parts.title, item.title ?? '');
      setText(parts.address, item.address);
      setText(parts.state, words[item.state] ?? item.state);
      setAttribute(parts.state, 'data-status', item.state);
      setText(parts.reason, item.reason ?? '');
      setAttribute(parts.reason, 'title', item.reason ?? null);
      setText(parts.version, item.version ?? none);
      setText(parts.build, item.package ?? '');
      setText(parts.status, item.status ?? none);
      setText(parts.capabilities, item.capabilities?.length ? item.capabilities.join(', ') : none);
      setAttribute(parts.commands, 'href', item.commands || ['connected', 'silent'].includes(item.state) ? `commands?server=${encodeURIComponent(item.name)}` : null);
      setText(parts.commands, item.commands ? count(item.commands) : item.state === 'connected' ? 'all' : none);
      setTime(parts.time, item.since);
    }
    empty.hidden = list.length > 0;
    const good = list.filter(item => ['connected', 'silent'].includes(item.state)).length;
    const asked = list.filter(item => item.state === 'connecting').length;
    setText(summary, list.length === 0 ? '' : `${good} of ${list.length} connected${asked > 0 ? `, ${asked} connecting` : ''}`);
  },
});
