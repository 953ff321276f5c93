// Jobs of all servers: rows are changed in place, so that focus and selection stay where they are.
import { confirmAction, execute, withdrawQuestion } from './actions.js';
import { h, holdFocus, isReadOnly, main, named, notice, query, remember, setAttribute, setLine, setOptions, setText, visit } from './base.js';
import { describeCounts, describeEmpty } from './job-words.js';
import { arrange } from './job-order.js';
import { makeRow, openDetails, patchRow, verbNames } from './job-row.js';
import { goneLines, live } from './live.js';

const statuses = ['created', 'running', 'paused', 'ready', 'standby', 'waiting', 'pending', 'aborting', 'concluded', 'failed'];
const rows = new Map();
const jobs = new Map();
const selected = new Set();
const opened = new Set();
let order = [];
let next = null;
let place = '';
let isTurned = false;
let servers = [];

// Servers of which it isn't known which jobs they have; and whether what is shown is the answer to what is asked.
let unknown = [];
let isAnswered = false;

// ---- Frame.
const text = h('input', { type: 'search', id: 'q', value: query.get('q') ?? '', placeholder: 'id, type or error', autocomplete: 'off' });
const status = h('select', { id: 'status' }, h('option', { value: '' }, 'any status'), statuses.map(name => h('option', { value: name }, name)));
showStatus();
const server = h('select', { id: 'server' }, h('option', { value: '' }, 'all servers'));
server.dataset.wanted = query.get('server') ?? '';
const summary = h('p', { class: 'summary', role: 'status', 'aria-live': 'polite' });
const filter = h('form', { class: 'filter', role: 'search', 'aria-label': 'Jobs', onsubmit: event => event.preventDefault() },
  h('label', { for: 'q' }, 'Filter'), text, h('label', { for: 'status' }, 'Status'), status, h('label', { for: 'server' }, 'Server'), server);
const bulkText = h('span', {}, '');
const bulk = h('div', { class: 'bulk', role: 'group', 'aria-label': 'Selected jobs' }, bulkText);
const all = h('input', { type: 'checkbox', 'aria-label': 'Select all', onchange: () => selectAll(all.checked) });
const body = h('tbody');
const table = h('table', { class: 'jobs', 'aria-label': 'Jobs' },
  h('thead', {}, h('tr', {},
    h('th', { class: 'pick', scope: 'col' }, isReadOnly ? h('span', { class: 'hidden' }, 'Selection') : all),
    h('th', { scope: 'col' }, 'Job'), h('th', { scope: 'col' }, 'Type'), h('th', { scope: 'col' }, 'Status'), h('th', { scope: 'col' }, 'Progress'),
    h('th', { scope: 'col', class: 'when' }, 'Changed'), h('th', { scope: 'col' }, 'Actions'))),
  body);
const empty = h('div', { class: 'empty', hidden: true });
const missing = h('div', { class: 'missing', hidden: true });
const newer = h('button', { type: 'button', onclick: () => goTo('') }, 'Newest');
const older = h('button', { type: 'button', onclick: () => goTo(next) }, 'Older');
const pages = h('div', { class: 'pages', hidden: true }, newer, older);
main.append(h('div', { class: 'head' }, filter, summary), bulk, h('div', { class: 'frame' }, table, empty), pages, missing);

// ---- Filter and pages.
function goTo(after) {
  isTurned = true;
  visit({ after });
  begin();
}

function refilter(go = visit) {
  go({ q: text.value, status: status.value, server: server.value, after: '' });
  server.dataset.wanted = server.value;
  begin();
}

function begin() {
  isAnswered = false;
  selected.clear();
  showBulk(false);
  connection.restart();
}

addEventListener('popstate', () => {
  const past = new URLSearchParams(location.search);
  if (past.toString() === query.toString()) return;
  withdrawQuestion();
  remember(Object.fromEntries(['q', 'status', 'server', 'after'].map(name => [name, past.get(name)])));
  text.value = query.get('q') ?? '';
  showStatus();
  server.dataset.wanted = query.get('server') ?? '';
  server.value = '';
  showServers();
  begin();
});

// What is written in one go is one place.
let typing = 0;
let hasTyped = false;
text.addEventListener('blur', () => { hasTyped = false; });
text.addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    refilter(hasTyped ? remember : visit);
    hasTyped = document.activeElement === text;
  }, 150);
});
status.addEventListener('change', () => refilter());
server.addEventListener('change', () => refilter());

// One that isn't known may be a server's own.
function showStatus() {
  const wanted = query.get('status') ?? '';
  if (![...status.options].some(option => option.value === wanted)) status.append(h('option', { value: wanted }, wanted));
  status.value = wanted;
}

function showServers() {
  setOptions(server, servers.map(item => item.name), 'all servers');
  if (server.dataset.wanted) server.value = server.dataset.wanted;
}

// ---- Rows.
function takeRow(job) {
  if (!rows.has(job.key)) rows.set(job.key, makeRow(job, { toggle, select, act }));
  patchRow(rows.get(job.key), job);
}

const act = (key, verb, button) => (jobs.get(key).lost ? undefined : actOn(jobs.get(key), verb, button));

async function actOn(job, verb, button) {
  button?.setAttribute('aria-busy', 'true');
  const answer = await execute(job.server, `job-${verb}`, { id: job.id });
  button?.removeAttribute('aria-busy');
  if (answer.error) notice(`${verbNames[verb]} ${named(job.id)}: ${answer.error.desc}`);
  return !answer.error;
}

function toggle(key) {
  const parts = rows.get(key);
  if (opened.delete(key)) {
    parts.details.remove();
    parts.details = null;
  } else {
    opened.add(key);
    openDetails(parts, jobs.get(key));
  }
  setAttribute(parts.name, 'aria-expanded', opened.has(key));
}

// ---- Rows that go.
function drop(key) {
  const { row, details } = rows.get(key);
  const near = nearest(row, 'nextElementSibling') ?? nearest(row, 'previousElementSibling');
  holdFocus(() => {
    details?.remove();
    row.remove();
  }, () => near?.querySelector('button.expander') ?? text);
  rows.delete(key);
  jobs.delete(key);
  opened.delete(key);
  selected.delete(key);
}

function nearest(row, side) {
  let other = row[side];
  while (other && !other.matches('.job')) other = other[side];
  return other;
}

// ---- Several at once.
function select(key, isSelected) {
  if (isSelected) selected.add(key);
  else selected.delete(key);
  showBulk(selected.size > 0);
}

function selectAll(isSelected) {
  for (const key of order) {
    rows.get(key).pick.checked = isSelected;
    select(key, isSelected);
  }
}

const bulkButtons = Object.entries(verbNames).map(([verb, name]) => {
  const button = h('button', { type: 'button', class: verb === 'cancel' ? 'danger' : '', onclick: () => actOnAll(verb, name) }, `${name} selected`);
  button.dataset.verb = verb;
  return button;
});
bulk.append(...bulkButtons);

// It comes and goes with what somebody does: a job that goes by itself leaves it where it is.
function showBulk(isThere) {
  holdFocus(() => {
    bulk.hidden = !isThere;
    for (const button of bulkButtons) button.disabled = !allowing(button.dataset.verb).length;
  }, () => (bulk.hidden ? all : bulkButtons.find(button => !button.disabled) ?? all));
  setText(bulkText, `${selected.size} selected`);
  all.checked = order.length > 0 && selected.size === order.length;
  all.indeterminate = selected.size > 0 && selected.size < order.length;
  for (const [key, parts] of rows) {
    parts.pick.checked = selected.has(key);
    parts.row.classList.toggle('picked', selected.has(key));
  }
}

const allowing = verb => [...selected].map(key => jobs.get(key)).filter(job => job?.verbs.includes(verb) && !job.lost);

// Those that were asked about, whatever has come of them: the server says so of one that has gone meanwhile.
async function actOnAll(verb, name) {
  const chosen = allowing(verb);
  const isOneServer = chosen.every(job => job.server === chosen[0].server);
  const names = chosen.slice(0, 8).flatMap((job, i) => [i > 0 ? ', ' : '', h('bdi', {}, isOneServer ? named(job.id) : `${job.server}: ${named(job.id)}`)]);
  if (!await confirmAction(`${name} ${chosen.length} job${chosen.length === 1 ? '' : 's'}?`, [...names, chosen.length > 8 ? ` and ${chosen.length - 8} more` : ''], name)) return;
  const results = await Promise.all(chosen.map(job => actOn(job, verb, null)));
  const good = results.filter(Boolean).length;
  notice(`${name}: ${good} of ${chosen.length} accepted`, good === chosen.length ? 'good' : 'bad');
}

// ---- Many rows that change at once are patched over several frames, so that none of them is late.
const fewRows = 12;
const frameBudget = 4;
const dirty = new Set();
let frame = 0;

function patchSoon(key) {
  dirty.add(key);
  frame ||= requestAnimationFrame(patchSome);
}

function patchSome() {
  const end = performance.now() + frameBudget;
  frame = 0;
  for (const key of dirty) {
    dirty.delete(key);
    if (rows.has(key)) patchRow(rows.get(key), jobs.get(key));
    if (performance.now() > end) break;
  }
  if (dirty.size > 0) frame = requestAnimationFrame(patchSome);
}

// ---- What comes.
function take(message) {
  for (const job of message.rows) {
    jobs.set(job.key, job);
    if (message.rows.length > fewRows && rows.has(job.key)) patchSoon(job.key);
    else takeRow(job);
  }
  if (message.order) {
    unknown = message.unknown;
    order = isAnswered ? withUnknown(message.order) : message.order;
    isAnswered = true;
    markLost();
    const kept = new Set(order);
    for (const key of [...rows.keys()]) if (!kept.has(key)) drop(key);
    place = message.after;
    if (place !== (query.get('after') ?? '')) remember({ after: place });
  }
  if (message.next !== undefined) {
    // Where rows stay, so does the way on from them.
    next = message.next ?? (order.some(key => jobs.get(key).lost) ? next : null);
    arrange(body, order.map(key => jobs.get(key)), rows, isFiltered() || next !== null);
  }
  if (message.summary || message.order) summarize(message.summary ?? counted);
  if (!bulk.hidden) showBulk(true);
  holdFocus(() => {
    pages.hidden = !next && !query.get('after');
    older.disabled = !next;
    newer.disabled = !query.get('after');
  }, () => [older, newer].find(button => !button.disabled && !pages.hidden) ?? text);
  holdFocus(showEmpty, () => empty.querySelector('button') ?? text);
  showMissing();

  // Another page begins at its begin.
  if (message.order && isTurned) {
    scrollTo(0, 0);
    isTurned = false;
  }
}

// A server may be gone for seconds, or the dashboard started anew: rows stay where they were until it is known what has become of them.
function withUnknown(told) {
  const listed = new Set(told);
  const kept = order.filter(key => !listed.has(key) && unknown.includes(jobs.get(key).server));
  const place = key => servers.findIndex(item => item.name === jobs.get(key).server);
  return kept.length > 0 ? [...told, ...kept].sort((one, other) => place(one) - place(other)) : told;
}

function markLost() {
  for (const key of order) {
    const job = jobs.get(key);
    const isGone = servers.find(item => item.name === job.server)?.state === 'gone';
    const lost = unknown.includes(job.server) ? (isGone ? 'gone' : 'asking') : undefined;
    if (job.lost === lost) continue;
    job.lost = lost;
    patchRow(rows.get(key), job);
  }
}

let told = 0;
let counted = null;
let summaryTimer = 0;
function summarize(counts) {
  // Summaries are read aloud: not more often than one can listen.
  counted = counts;
  summaryTimer ||= setTimeout(() => {
    summaryTimer = 0;
    told = Date.now();
    setLine(summary, describeCounts(counted, unknown.length > 0, order.filter(key => jobs.get(key).lost).length));
  }, Math.max(250, told + 2000 - Date.now()));
}

const isFiltered = () => ['q', 'status', 'server', 'after'].some(name => query.get(name));

// The servers whose jobs are wanted.
const asked = () => servers.filter(item => !query.get('server') || item.name === query.get('server'));

function showEmpty() {
  empty.hidden = order.length > 0;
  if (order.length > 0) return;
  const state = JSON.stringify([isAnswered, query.toString(), next, unknown, servers.map(item => [item.name, item.state, item.reason])]);
  if (empty.dataset.state === state) return;
  empty.dataset.state = state;

  // Before the answer nobody knows.
  empty.replaceChildren(...isAnswered ? describeEmpty({ query, servers, unknown, next, clearFilter, goTo }) : [h('p', {}, 'Asking …')]);
}

// Below all else, which stays where it is.
function showMissing() {
  const gone = asked();
  missing.hidden = order.length === 0 || !gone.some(item => item.state === 'gone');
  const state = JSON.stringify(gone.map(item => [item.name, item.state, item.reason]));
  if (missing.dataset.state === state) return;
  missing.dataset.state = state;
  missing.replaceChildren(...goneLines(gone));
}

function clearFilter() {
  text.value = status.value = server.value = '';
  server.dataset.wanted = '';
  refilter();
  text.focus();
}

bulk.hidden = true;

// By any of them the page is found again when the job before it has gone: as many as an address has room for.
function firstRows() {
  if (!place || place !== query.get('after')) return [];
  let room = 4000;
  return order.filter(key => (room -= encodeURIComponent(key).length + 7) > 0);
}

const connection = live(
  () => [['jobs', '1'], ...['q', 'status', 'server', 'after'].map(name => [name, query.get(name) ?? '']), ...firstRows().map(key => ['first', key]), ['limit', '200']],
  {
    servers: list => {
      servers = list;
      showServers();
      table.classList.toggle('alone', list.length === 1);
      markLost();
      showMissing();
      showEmpty();
    },
    jobs: take,
  });
