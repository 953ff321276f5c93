// Jobs of all servers: rows are changed in place, so that focus and selection stay where they are.
import { confirmAction, count, duration, execute, h, isReadOnly, live, main, notice, query, remember, setAttribute, setOptions, setText, setTime, short } from './base.js';
import { describeWay, drawStates } from './states.js';

const statuses = ['created', 'running', 'paused', 'ready', 'standby', 'waiting', 'pending', 'aborting', 'concluded', 'failed'];
const verbNames = { pause: 'Pause', resume: 'Resume', complete: 'Complete', finalize: 'Finalize', cancel: 'Cancel', dismiss: 'Dismiss' };
const slots = { pause: 1, resume: 1, finalize: 1, dismiss: 1, complete: 2, cancel: 3 };
const rows = new Map();
const jobs = new Map();
const selected = new Set();
const opened = new Set();
let order = [];
let next = null;
let servers = [];

// ---- Frame.
const text = h('input', { type: 'search', id: 'q', value: query.get('q') ?? '', placeholder: 'id, type or error', autocomplete: 'off' });
const status = h('select', { id: 'status' }, h('option', { value: '' }, 'any status'), statuses.map(name => h('option', { value: name }, name)));
status.value = query.get('status') ?? '';
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
const newer = h('button', { type: 'button', onclick: () => goTo('') }, 'Newest');
const older = h('button', { type: 'button', onclick: () => goTo(next) }, 'Older');
const pages = h('div', { class: 'pages', hidden: true }, newer, older);
main.append(h('div', { class: 'head' }, filter, summary), bulk, h('div', { class: 'frame' }, table, empty), pages);

// ---- Filter and pages.
function goTo(after) {
  remember({ after });
  forget();
  connection.restart();
}

function refilter() {
  remember({ q: text.value, status: status.value, server: server.value, after: '' });
  server.dataset.wanted = server.value;
  forget();
  connection.restart();
}

function forget() {
  selected.clear();
  showBulk();
}

let typing = 0;
text.addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(refilter, 150);
});
status.addEventListener('change', refilter);
server.addEventListener('change', refilter);

// ---- Rows.
function makeRow(job) {
  const name = h('button', { type: 'button', class: 'expander', 'aria-expanded': 'false', onclick: () => toggle(job.key) }, job.id);
  const pick = h('input', { type: 'checkbox', 'aria-label': `Select ${job.id}`, onchange: () => select(job.key, pick.checked) });
  const parts = {
    pick, name,
    origin: h('span', { class: 'origin' }, job.server),
    type: h('td', { class: 'type' }),
    status: h('span', { class: 'status' }),
    error: h('span', { class: 'error' }),
    bar: h('progress', { 'aria-label': `Progress of ${job.id}` }),
    percent: h('span', { class: 'percent' }),
    rate: h('span', { class: 'rate' }),
    time: h('time', { class: 'ago' }),
    actions: h('div', { class: 'verbs' }),
    buttons: new Map(),
    details: null,
  };
  parts.row = h('tr', { 'data-key': job.key, class: 'job' },
    h('td', { class: 'pick' }, isReadOnly ? null : pick),
    h('th', { scope: 'row', class: 'name' }, name, parts.origin),
    parts.type,
    h('td', { class: 'state' }, parts.status, parts.error),
    h('td', { class: 'progress' }, parts.bar, h('span', { class: 'numbers' }, parts.percent, parts.rate)),
    h('td', { class: 'when' }, parts.time),
    h('td', { class: 'actions' }, parts.actions));
  rows.set(job.key, parts);
  return parts;
}

function patchRow(job) {
  const parts = rows.get(job.key) ?? makeRow(job);
  setText(parts.type, job.type);
  setText(parts.status, job.status);
  setAttribute(parts.status, 'data-status', job.status === 'concluded' && job.error !== undefined ? 'failed' : job.status);
  setText(parts.error, job.error ?? '');
  setAttribute(parts.error, 'title', job.error);
  patchProgress(parts, job);
  setTime(parts.time, job.way.at(-1)?.time);
  patchActions(parts, job);
  if (parts.details) fillDetails(parts, job);
}

function patchProgress(parts, job) {
  const isDone = job.status === 'concluded' && job.error === undefined;
  const part = job.total > 0 ? Math.min(1, job.current / job.total) : isDone ? 1 : 0;
  if (parts.bar.value !== part) parts.bar.value = part;
  setText(parts.percent, job.total > 0 || isDone ? `${Math.floor(part * 100)}\u202f%` : '–');
  const rest = job.rate > 0 && job.total > job.current ? `${duration((job.total - job.current) / job.rate)} left` : '';
  setText(parts.rate, job.rate > 0 ? `${short(job.rate)}/s${rest ? ` · ${rest}` : ''}` : '');
  setAttribute(parts.bar, 'data-status', job.status === 'concluded' && job.error !== undefined ? 'failed' : job.status);
  setAttribute(parts.bar, 'title', `${count(job.current)} of ${count(job.total)}`);
}

function patchActions(parts, job) {
  const hadFocus = parts.actions.contains(document.activeElement);
  for (const [verb, button] of parts.buttons) {
    if (!job.verbs.includes(verb)) {
      button.remove();
      parts.buttons.delete(verb);
    }
  }
  for (const verb of job.verbs) {
    if (parts.buttons.has(verb)) continue;
    const button = h('button', { type: 'button', class: verb === 'cancel' ? 'danger' : '', 'data-slot': slots[verb], onclick: () => act(job.key, verb, button) }, verbNames[verb]);
    parts.buttons.set(verb, button);
    const after = [...parts.actions.children].find(other => other.dataset.slot > slots[verb]);
    parts.actions.insertBefore(button, after ?? null);
  }
  if (hadFocus && !parts.actions.contains(document.activeElement)) (parts.actions.querySelector('button') ?? parts.name).focus();
}

async function act(key, verb, button) {
  const job = jobs.get(key);
  button?.setAttribute('aria-busy', 'true');
  const answer = await execute(job.server, `job-${verb}`, { id: job.id });
  button?.removeAttribute('aria-busy');
  if (answer.error) notice(`${verbNames[verb]} ${job.id}: ${answer.error.desc}`);
  return !answer.error;
}

// ---- Details: the diagram with the way taken.
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

function openDetails(parts, job) {
  // Where there is no room for it, it is moved, by keys, too.
  parts.picture = h('div', { class: 'picture', tabindex: matchMedia('(max-width: 44rem)').matches ? '0' : null });
  parts.way = h('ol', { class: 'way', 'aria-label': `Way of ${job.id}` });
  parts.whole = h('p', { class: 'whole' });
  parts.details = h('tr', { class: 'details' }, h('td', { colspan: '7' }, h('div', { class: 'detail' }, parts.picture, h('div', {}, h('h2', {}, 'Way taken'), parts.way, parts.whole))));
  parts.drawn = '';
  parts.row.after(parts.details);
  fillDetails(parts, job);
}

function fillDetails(parts, job) {
  const drawn = JSON.stringify([job.way, job.status, job.error]);
  setText(parts.whole, job.error !== undefined ? job.error : `${count(job.current)} of ${count(job.total)} done`);
  if (drawn === parts.drawn) return;
  parts.drawn = drawn;
  parts.picture.replaceChildren(drawStates(job));
  parts.way.replaceChildren(...describeWay(job));
}

// ---- Order, groups.
function arrange() {
  const wanted = [];
  // The members of a group stand together, where the newest of them is.
  const groups = new Map();
  for (const key of order) {
    const name = groupOf(jobs.get(key)) ?? key;
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(key);
  }
  let group = null;
  for (const key of [...groups.values()].flat()) {
    const job = jobs.get(key);
    const name = groupOf(job);
    if (name && name !== group) wanted.push(groupHead(name, job.group, groups.get(name).length));
    group = name;
    const parts = rows.get(key);
    parts.row.classList.toggle('member', name !== null);
    wanted.push(parts.row);
    if (parts.details) wanted.push(parts.details);
  }
  let at = body.firstElementChild;
  for (const row of wanted) {
    if (row === at) at = at.nextElementSibling;
    else body.insertBefore(row, at);
  }
  while (at) {
    const gone = at;
    at = at.nextElementSibling;
    gone.remove();
  }
}

const groupOf = job => (job.group ? `group ${job.server}/${job.group}` : null);
const heads = new Map();
function groupHead(key, name, size) {
  if (!heads.has(key)) heads.set(key, h('tr', { class: 'group' }, h('th', { colspan: '7', scope: 'rowgroup' })));
  setText(heads.get(key).firstElementChild, `Group ${name}: ${size} jobs that succeed or fail together`);
  return heads.get(key);
}

function drop(key) {
  const parts = rows.get(key);
  if (parts?.row.contains(document.activeElement)) {
    const near = parts.row.nextElementSibling ?? parts.row.previousElementSibling;
    (near?.querySelector('button.expander') ?? text).focus();
  }
  parts?.details?.remove();
  parts?.row.remove();
  rows.delete(key);
  jobs.delete(key);
  opened.delete(key);
  selected.delete(key);
}

// ---- Several at once.
function select(key, isSelected) {
  if (isSelected) selected.add(key);
  else selected.delete(key);
  showBulk();
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

function showBulk() {
  bulk.hidden = selected.size === 0;
  setText(bulkText, `${selected.size} selected`);
  for (const button of bulkButtons) button.disabled = !allowing(button.dataset.verb).length;
  all.checked = order.length > 0 && selected.size === order.length;
  all.indeterminate = selected.size > 0 && selected.size < order.length;
  for (const [key, parts] of rows) {
    parts.pick.checked = selected.has(key);
    parts.row.classList.toggle('picked', selected.has(key));
  }
}

const allowing = verb => [...selected].filter(key => jobs.get(key)?.verbs.includes(verb));

async function actOnAll(verb, name) {
  const keys = allowing(verb);
  const names = keys.slice(0, 8).map(key => jobs.get(key).id).join(', ');
  if (!await confirmAction(`${name} ${keys.length} job${keys.length === 1 ? '' : 's'}?`, `${names}${keys.length > 8 ? ` and ${keys.length - 8} more` : ''}`, name)) return;
  const results = await Promise.all(keys.map(key => act(key, verb, null)));
  const good = results.filter(Boolean).length;
  notice(`${name}: ${good} of ${keys.length} accepted`, good === keys.length ? 'good' : 'bad');
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
    if (rows.has(key)) patchRow(jobs.get(key));
    if (performance.now() > end) break;
  }
  if (dirty.size > 0) frame = requestAnimationFrame(patchSome);
}

// ---- What comes.
function take(message) {
  for (const job of message.rows) {
    jobs.set(job.key, job);
    if (message.rows.length > fewRows && rows.has(job.key)) patchSoon(job.key);
    else patchRow(job);
  }
  if (message.order) {
    const kept = new Set(message.order);
    order = message.order;
    for (const key of [...rows.keys()]) if (!kept.has(key)) drop(key);
    next = message.next;
    arrange();
  }
  if (message.summary) summarize(message.summary);
  if (!bulk.hidden) showBulk();
  pages.hidden = !next && !query.get('after');
  older.disabled = !next;
  newer.disabled = !query.get('after');
  showEmpty();
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
    const parts = Object.entries(counted.statuses).map(([name, number]) => `${count(number)} ${name}`);
    if (counted.failed) parts.push(`${count(counted.failed)} failed`);
    setText(summary, counted.total === 0 ? 'No jobs' : `${count(counted.total)} job${counted.total === 1 ? '' : 's'}: ${parts.join(', ')}`);
  }, Math.max(250, told + 2000 - Date.now()));
}

function showEmpty() {
  empty.hidden = order.length > 0;
  if (order.length > 0) return;
  const isFiltered = query.get('q') || query.get('status') || query.get('server') || query.get('after');
  const gone = servers.filter(item => item.state === 'gone');
  const lines = isFiltered ? [h('p', {}, 'No job fits the filter.'), h('p', {}, h('button', { type: 'button', onclick: clearFilter }, 'Clear filter'))]
    : servers.length === 0 ? [h('p', {}, 'No server is connected.'), h('p', {}, 'Add one where the dashboard is mapped: ', h('code', {}, 'options.AddServer("vm", "unix:/run/vm.sock")'), '.')]
      : [h('p', {}, 'No jobs right now.'), h('p', {}, 'Jobs appear here as soon as a server has some: started by a command of the ', h('a', { href: 'commands' }, 'Commands'), ' page, or by any other client.'),
        ...gone.map(item => h('p', { class: 'bad' }, `${item.name} is gone: ${item.reason ?? ''}`))];
  if (empty.dataset.state !== JSON.stringify([isFiltered, servers.map(item => [item.name, item.state, item.reason])])) {
    empty.dataset.state = JSON.stringify([isFiltered, servers.map(item => [item.name, item.state, item.reason])]);
    empty.replaceChildren(...lines);
  }
}

function clearFilter() {
  text.value = status.value = server.value = '';
  refilter();
  text.focus();
}

bulk.hidden = true;
const connection = live(
  () => ({ jobs: '1', q: query.get('q') ?? '', status: query.get('status') ?? '', server: query.get('server') ?? '', after: query.get('after') ?? '', limit: '200' }),
  {
    servers: list => {
      servers = list;
      setOptions(server, list.map(item => item.name), 'all servers');
      table.classList.toggle('alone', list.length === 1);
      showEmpty();
    },
    jobs: take,
  });
