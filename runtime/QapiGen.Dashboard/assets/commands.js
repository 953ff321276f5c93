// The schema of a server, and a form for each of its commands.
import { confirmAction, executeText, faultOf, withdrawQuestion } from './actions.js';
import { h, holdFocus, isAllowed, isDestructive, isReadOnly, main, now, once, query, remember, setOptions, setText } from './base.js';
import { argumentsForm, isObject, markFlaws, notObject } from './form.js';
import { historyCard, noteCall } from './history.js';
import { goneText, live } from './live.js';
import { isDeprecated, Schema } from './schema.js';
import { parse, parseWritten, stringify, tree } from './tree.js';

const schemas = new Map();
const texts = new Map();
const stale = new Set();
const sinces = new Map();
let schema = null;
let servers = [];
let kind = ['event', 'type'].find(name => query.get(name)) ?? 'command';

// ---- The list.
const server = h('select', { id: 'server', 'aria-label': 'Server' });
server.dataset.wanted = query.get('server') ?? '';
const text = h('input', { type: 'search', id: 'q', placeholder: 'find a command, event or type', autocomplete: 'off', 'aria-label': 'Find' });
const tabs = [['command', 'Commands'], ['event', 'Events'], ['type', 'Types']].map(([name, title]) =>
  h('button', { type: 'button', role: 'tab', 'data-kind': name, onclick: () => chooseKind(name) }, title));
const names = h('ul', { role: 'list' });
const status = h('p', { class: 'hidden', role: 'status', 'aria-live': 'polite' });
const missing = h('p', { class: 'bad-text', hidden: true });
const list = h('section', { class: 'frame list', 'aria-label': 'Schema' },
  h('div', { class: 'tools-in' }, server, text, h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'What is listed' }, tabs), missing, status), names);
const work = h('div', { class: 'work' });
main.append(h('div', { class: 'browse' }, list, work));

function chooseKind(name) {
  kind = name;
  for (const tab of tabs) tab.setAttribute('aria-selected', tab.dataset.kind === kind);
  showList();
}

function itemsOf(name) {
  if (!schema) return [];
  // Names that are numbers are a server's way to keep them to itself.
  return name === 'command' ? [...schema.commands.values()] : name === 'event' ? [...schema.events.values()]
    : [...schema.types.values()].filter(type => !/^\d+$|^\[|^q_/.test(type.name) && !['builtin', 'array'].includes(type['meta-type']));
}

function showList() {
  const wanted = text.value.trim().toLowerCase();
  const found = itemsOf(kind).filter(item => item.name.toLowerCase().includes(wanted));
  names.replaceChildren(...found.map(item => h('li', {}, h('a', {
    href: addressOf(kind, item.name), class: isDeprecated(item) ? 'old' : null, 'aria-current': query.get(kind) === item.name ? 'true' : null,
    onclick: event => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      choose(kind, item.name);
    },
  }, item.name))));
  if (found.length === 0 && schema) names.append(h('li', { class: 'empty' }, kind === 'type' && !wanted ? 'This server masks the names of its types.' : `No ${kind} fits.`));
  setText(status, `${found.length} ${kind}${found.length === 1 ? '' : 's'}`);
}

const addressOf = (what, name) => `?${new URLSearchParams({ server: server.value, [what]: name })}`;
text.addEventListener('input', showList);
server.addEventListener('change', () => {
  server.dataset.wanted = server.value;
  remember({ server: server.value });
  showMissing();
  load();
});

function showMissing() {
  setText(missing, goneText(servers.find(item => item.name === server.value)));
  missing.hidden = !missing.textContent;
}

// ---- What is chosen.
function choose(what, name) {
  goTo(what, name);
  mark();
  show();
}

// A place of its own among those that the browser goes back to.
function goTo(what, name) {
  if (query.get(what) === name) return;
  history.pushState(null, '', location.href);
  remember({ command: '', event: '', type: '', [what]: name });
}

addEventListener('popstate', () => {
  withdrawQuestion();
  const past = new URLSearchParams(location.search);
  for (const name of ['command', 'event', 'type']) remember({ [name]: past.get(name) });
  if (past.get('server') && past.get('server') !== server.value) {
    server.value = server.dataset.wanted = past.get('server');
    remember({ server: server.value });
    showMissing();
    load();
  }
  mark();
  show();
});

function mark() {
  const name = query.get(kind);
  for (const link of names.querySelectorAll('a')) {
    if (link.textContent === name) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
  reveal();
}

// Within the list: the page stays where it is.
function reveal() {
  const link = names.querySelector('[aria-current]');
  if (!link) return;
  const above = link.getBoundingClientRect().top - names.getBoundingClientRect().top;
  if (above < 0 || above > names.clientHeight - link.offsetHeight) names.scrollTop += above - names.clientHeight / 2;
}

// What was made anew is where one goes on.
function focusCard() {
  const heading = work.querySelector('h2');
  heading?.setAttribute('tabindex', '-1');
  heading?.focus();
}

function show() {
  const what = ['command', 'event', 'type'].find(name => query.get(name));
  if (!schema) return;
  if (!what) {
    work.replaceChildren(h('div', { class: 'frame empty' }, h('p', {}, 'Choose a command.'), h('p', {}, 'Its form is made from the server’s schema; the JSON that is sent stands beside it.')), historyCard(again));
    return;
  }
  const name = query.get(what);
  const item = what === 'command' ? schema.commands.get(name) : what === 'event' ? schema.events.get(name) : schema.types.get(name);
  if (!item) work.replaceChildren(h('div', { class: 'frame empty' }, h('p', {}, `${server.value} has no ${what} '${name}'.`)), historyCard(again));
  else if (what === 'command') showCommand(item);
  else work.replaceChildren(definitionCard(what, item));
}

function head(item, ...more) {
  const since = item.since ?? schema.docs.get(item.name)?.since;
  const tags = [...(item.features ?? []), item['allow-oob'] ? 'out-of-band' : null, since ? `since ${since}` : null, ...more].filter(Boolean);
  return h('header', {}, h('h2', {}, item.name), tags.map(tag => h('span', { class: 'tag' }, tag)));
}

// What the schema says about a definition, where it is known.
function said(name) {
  const doc = schema.docs.get(name);
  if (!doc) return null;
  const parts = [doc.text, ...Object.entries(doc.features ?? {}).map(([feature, words]) => `${feature}: ${words}`), doc.returns && `Returns ${doc.returns}`, doc.errors && `Errors:\n\n${doc.errors}`].filter(Boolean);
  return h('div', { class: 'said' }, parts.flatMap(part => part.split('\n\n')).map(text => h('p', {}, text)));
}

function definitionCard(what, item) {
  const users = what === 'type' ? schema.usersOf(item.name) : [];
  return h('section', { class: 'frame card', 'aria-label': item.name }, head(item, what === 'type' ? item['meta-type'] : 'event'), said(item.name),
    what === 'event' ? shape(item['arg-type'], item.name) : shape(item.name, item.name),
    users.length ? h('p', { class: 'doc' }, 'Used by ', users.slice(0, 60).flatMap(([of, name], i) => [i ? ', ' : '', typeLink(of, name)])) : null);
}

function typeLink(what, name) {
  return h('a', { href: addressOf(what, name), onclick: event => {
    event.preventDefault();
    if (kind !== what) chooseKind(what);
    choose(what, name);
    focusCard();
  } }, name);
}

const isNamed = name => !/^\[?\d+\]?$|^q_/.test(name) && schema.types.has(name.replace(/^\[|\]$/g, ''));

function typeWords(reference) {
  const bare = reference.replace(/^\[|\]$/g, '');
  return isNamed(bare) ? [reference.startsWith('[') ? 'list of ' : '', typeLink('type', bare)] : [schema.describe(reference)];
}

function shape(reference, owner) {
  const type = schema.resolve(reference);
  const words = schema.wordsOn(owner, type.name);
  if (type['meta-type'] === 'enum') {
    const values = schema.valuesOf(type);
    if (!values.some(value => words(value.name))) return h('p', {}, values.map(value => value.name).join(', '));
    return h('table', { class: 'members', 'aria-label': 'Values' }, h('tbody', {}, values.map(value => h('tr', {}, h('th', { scope: 'row' }, value.name), h('td', { class: 'said' }, words(value.name))))));
  }
  const members = type['meta-type'] === 'alternate' ? type.members.map((member, i) => ({ name: `${i + 1}`, type: member.type })) : type.members ?? [];
  if (members.length === 0 && !type.variants) return h('p', { class: 'doc' }, type['meta-type'] === 'array' ? ['list of ', ...typeWords(type['element-type'])] : type['meta-type'] === 'builtin' ? schema.describe(reference) : 'No members.');
  return h('table', { class: 'members', 'aria-label': 'Members' }, h('tbody', {},
    members.map(member => h('tr', {}, h('th', { scope: 'row' }, member.name), h('td', {}, typeWords(member.type)),
      h('td', { class: 'doc' }, [member.default !== undefined ? 'optional' : '', ...(member.features ?? []), member.name === type.tag ? 'selects the branch' : ''].filter(Boolean).join(', ')),
      h('td', { class: 'said' }, words(member.name)))),
    (type.variants ?? []).filter(variant => schema.resolve(variant.type).members?.length).map(variant => h('tr', {}, h('th', { scope: 'row' }, `${type.tag} = ${variant.case}`), h('td', {}, typeWords(variant.type)), h('td'), h('td')))));
}

// ---- A command.
function showCommand(item, given) {
  let form = argumentsForm(schema, item['arg-type'], item.name);
  const preview = h('pre', { class: 'json', 'aria-label': 'JSON to be sent', tabindex: '0', role: 'region' });
  const caption = h('p', { class: 'kind', 'aria-hidden': 'true' }, 'What is sent');
  const raw = h('textarea', { rows: '12', class: 'mono', 'aria-label': 'Arguments as JSON', spellcheck: 'false' });
  const alert = h('p', { class: 'bad-text', role: 'alert' });
  const result = h('div', { class: 'result' });
  const send = h('button', { class: 'main', disabled: !isAllowed(item.name), onclick: once() }, 'Send');
  const asJson = h('button', { type: 'button', 'aria-pressed': 'false', onclick: () => switchTo(!isRaw) }, 'Edit as JSON');
  const place = h('div', {}, form.element);
  let isRaw = false;

  const read = flaws => {
    if (!isRaw) return form.read(flaws);
    try {
      const value = raw.value.trim() ? parseWritten(raw.value) : {};
      if (isObject(value)) return value;
      flaws.push({ element: raw, text: notObject });
      return {};
    } catch (fault) {
      flaws.push({ element: raw, text: fault.message });
      return {};
    }
  };

  function update() {
    const value = read([]);
    const isEmpty = value === undefined || Object.keys(value).length === 0;
    setText(preview, stringify({ execute: item.name, ...(isEmpty ? {} : { arguments: value }) }));
    return value;
  }

  function switchTo(toRaw) {
    if (toRaw) raw.value = stringify(read([]) ?? {});
    else if (!refill()) return;
    isRaw = toRaw;
    asJson.setAttribute('aria-pressed', isRaw);
    place.replaceChildren(isRaw ? raw : form.element);
    update();
  }

  // From the text to the form, unless something would be lost.
  function refill() {
    const flaws = [];
    const value = read(flaws);
    const unfit = flaws.map(item => item.text);
    const fresh = argumentsForm(schema, item['arg-type'], item.name);
    if (flaws.length === 0) fresh.write(value, unfit);
    setText(alert, unfit.length > 0 ? `This stays JSON: ${unfit.join('; ')}` : '');
    if (unfit.length === 0) form = fresh;
    return unfit.length === 0;
  }

  async function submit(event) {
    event.preventDefault();
    const flaws = [];
    const value = read(flaws) ?? {};
    markFlaws(place, flaws);
    setText(alert, flaws.length ? flaws.map(item => item.text).join('; ') : '');
    if (flaws.length) return;

    // Whatever is chosen while one is asked, or waits: it goes to this one.
    const to = server.value;
    if (isDestructive(item.name) && !await confirmAction(`Send ${item.name}?`, `${to} may lose data, or end something, by this command.`, 'Send')) return;
    const argumentsText = Object.keys(value).length ? stringify(value) : '';
    send.setAttribute('aria-busy', 'true');
    const started = performance.now();
    const answer = await executeText(to, item.name, argumentsText);
    send.removeAttribute('aria-busy');
    const outcome = showResult(result, answer, performance.now() - started);
    noteCall({ server: to, command: item.name, arguments: argumentsText, outcome, time: now() });
    holdFocus(() => work.lastElementChild.replaceWith(historyCard(again)), () => work.lastElementChild.querySelector('button'));
  }

  const element = h('form', { 'aria-label': item.name, onsubmit: submit, novalidate: true }, h('div', { class: 'two' },
    h('div', {}, place, alert, h('div', { class: 'buttons' }, send, asJson),
      send.disabled ? h('p', { class: 'doc' }, isReadOnly ? 'You may look, but not act.' : 'The dashboard isn’t allowed to send this command.') : null),
    h('div', { class: 'preview' }, caption, preview)));
  element.addEventListener('input', update);
  element.addEventListener('change', update);
  work.replaceChildren(h('section', { class: 'frame card', 'aria-label': item.name }, head(item, isDestructive(item.name) ? 'asks first' : null), said(item.name),
    h('details', {}, h('summary', { class: 'doc' }, 'What it takes and returns'), h('h3', {}, 'Arguments'), shape(item['arg-type'], item.name), h('h3', {}, 'Returns'), shape(item['ret-type'])),
    element, result), historyCard(again));
  if (given !== undefined) {
    switchTo(true);
    raw.value = given || '{}';
    switchTo(false);
  }
  update();
}

function showResult(place, answer, ms) {
  let value;
  try {
    value = parse(answer);
  } catch {
    value = { error: { class: 'Refused', desc: answer.trim() || 'There was no answer.' } };
  }
  if (value.error) {
    place.replaceChildren(h('h3', {}, 'Error'), h('p', { class: 'bad-text', role: 'alert' }, `${value.error.class}: ${value.error.desc}`));
    return value.error.desc;
  }
  // A text is shown as it is, such as the lines of a monitor.
  const whole = typeof value.return === 'string' ? value.return : stringify(value.return);
  const body = h('div', {}, tree(value.return));
  const asTree = h('button', { type: 'button', 'aria-pressed': 'true', onclick: () => turn(true) }, 'Tree');
  const asText = h('button', { type: 'button', 'aria-pressed': 'false', onclick: () => turn(false) }, 'Text');
  const turn = isTree => {
    asTree.setAttribute('aria-pressed', isTree);
    asText.setAttribute('aria-pressed', !isTree);
    body.replaceChildren(isTree ? tree(value.return) : h('pre', { class: 'json', tabindex: '0', role: 'region', 'aria-label': 'Result as text' }, whole));
  };
  place.replaceChildren(h('div', { class: 'buttons' }, h('h3', {}, h('span', { role: 'status' }, `Result after ${Math.round(ms)} ms`)), asTree, asText), body);
  return 'ok';
}

// ---- What was sent before.
async function again(call) {
  if (call.server !== server.value) {
    server.value = server.dataset.wanted = call.server;
    remember({ server: call.server });
    showMissing();
    await load();
  }
  goTo('command', call.command);
  const item = schema?.commands.get(call.command);
  if (item) showCommand(item, call.arguments);
  else show();
  chooseKind('command');
  focusCard();
}

// ---- Schemas come when they are needed, and again when a server is back: it may be another than before.
let loading = '';
async function load() {
  const name = server.value;
  if (!name || loading === name) return;
  loading = name;
  try {
    if (!schemas.has(name) || stale.has(name)) await fetchSchema(name);
    if (name !== server.value || schema === schemas.get(name)) return;
    schema = schemas.get(name);
    holdFocus(showList, () => text);
    reveal();
    holdFocus(show, () => text);
  } catch (fault) {
    // What is known stays, with all that has been filled in: it is asked for again when the server is back.
    if (name !== server.value || (schema && schema === schemas.get(name))) return;
    schema = null;
    showList();
    work.replaceChildren(h('div', { class: 'frame empty' }, h('p', {}, `The schema of ${name} can’t be had.`), h('p', { class: 'bad' }, fault.message)));
  } finally {
    if (loading === name) loading = '';
  }
}

async function fetchSchema(name) {
  const [answer, said] = await Promise.all(['schema', 'documentation'].map(what => fetch(`api/${what}?server=${encodeURIComponent(name)}`, { redirect: 'manual' })));
  if (!answer.ok) throw new Error(await faultOf(answer));
  const known = await answer.text();
  stale.delete(name);
  if (texts.get(name) === known) return;
  texts.set(name, known);
  schemas.set(name, new Schema(JSON.parse(known), said.ok ? await said.json() : []));
}

chooseKind(kind);
work.append(h('div', { class: 'frame empty' }, h('p', {}, 'Waiting for a server.'), h('p', {}, 'Add servers where the dashboard is mapped.')));
live(() => ({}), {
  servers: known => {
    const before = server.value;
    setOptions(server, known.map(item => item.name));
    const chosen = known.find(item => item.name === server.value);
    for (const item of known) {
      if (item.state !== 'connected' || sinces.get(item.name) !== item.since) stale.add(item.name);
      sinces.set(item.name, item.since);
    }
    servers = known;
    showMissing();
    if (chosen && (server.value !== before || !schema || (chosen.state === 'connected' && stale.has(chosen.name)))) load();
  },
});
