// The schema of a server, and a form for each of its commands.
import { faultOf, withdrawQuestion } from './actions.js';
import { h, holdFocus, main, query, remember, setOptions, setText, visit } from './base.js';
import { commandCard } from './command-card.js';
import { Definitions } from './definitions.js';
import { historyCard, noteCall } from './history.js';
import { goneText, live } from './live.js';
import { isDeprecated, Schema } from './schema.js';
import { makeTabs } from './tabs.js';

const schemas = new Map();
const texts = new Map();
const stale = new Set();
const sinces = new Map();
let schema = null;
let schemaOf = '';
let servers = [];
// What a page's address chooses one of.
const kinds = ['command', 'event', 'type'];
const chosenIn = parameters => kinds.find(name => parameters.get(name));
let kind = ['event', 'type'].find(name => query.get(name)) ?? 'command';

// ---- The list.
const server = h('select', { id: 'server', 'aria-label': 'Server' });
server.dataset.wanted = query.get('server') ?? '';
const text = h('input', { type: 'search', id: 'q', placeholder: 'find a command, event or type', autocomplete: 'off', 'aria-label': 'Find' });
const names = h('ul', { role: 'list' });
const panel = h('div', { id: 'listed' }, names);
const tabs = makeTabs('What is listed', ['Commands', 'Events', 'Types'], panel, index => chooseKind(kinds[index]));
const status = h('p', { class: 'hidden', role: 'status', 'aria-live': 'polite' });
const missing = h('p', { class: 'bad-text', hidden: true });
const list = h('section', { class: 'frame list', 'aria-label': 'Schema' },
  h('div', { class: 'tools-in' }, server, text, tabs.strip, missing, status), panel);
const work = h('div', { class: 'work' });
main.append(h('div', { class: 'browse' }, list, work));

function chooseKind(name) {
  kind = name;
  tabs.mark(kinds.indexOf(kind));
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
      focusCard();
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
  const item = servers.find(other => other.name === server.value);
  setText(missing, item || !server.value || servers.length === 0 ? goneText(item) : `There is no server '${server.value}'.`);
  missing.hidden = !missing.textContent;
}

// ---- What is chosen.
let shown = null;
let written = null;

function choose(what, name) {
  goTo(what, name);
  mark();
  // What was filled in there, and what came of it, stays.
  if (!shown || shown !== itemOf(what, name)) show();
}

const itemOf = (what, name) => (what === 'command' ? schema.commands : what === 'event' ? schema.events : schema.types).get(name);

function goTo(what, name, on = server.value) {
  if (query.get(what) === name && (query.get('server') ?? server.value) === on) return;
  remember({ server: server.value });
  visit({ server: on, command: '', event: '', type: '', [what]: name });
}

addEventListener('popstate', () => {
  const past = new URLSearchParams(location.search);
  // A place in the page, such as its content, is no other page.
  if (past.toString() === query.toString()) return;
  withdrawQuestion();
  for (const name of kinds) remember({ [name]: past.get(name) });
  const what = chosenIn(past) ?? 'command';
  if (what !== kind) chooseKind(what);
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
  const above = link.getBoundingClientRect().top - panel.getBoundingClientRect().top;
  if (above < 0 || above > panel.clientHeight - link.offsetHeight) panel.scrollTop += above - panel.clientHeight / 2;
}

// What was made anew is where one goes on.
function focusCard() {
  const heading = work.querySelector('h2');
  heading?.setAttribute('tabindex', '-1');
  heading?.focus();
}

function show(given) {
  const what = chosenIn(query);
  shown = written = null;
  if (!schema) return;
  if (!what) {
    work.replaceChildren(h('div', { class: 'frame empty' }, h('p', {}, 'Choose a command.'), h('p', {}, 'Its form is made from the server’s schema; the JSON that is sent stands beside it.')), historyCard(again));
    return;
  }
  const name = query.get(what);
  const item = itemOf(what, name);
  if (!item) work.replaceChildren(h('div', { class: 'frame empty' }, h('p', {}, `${server.value} has no ${what} '${name}'.`)), historyCard(again));
  else if (what === 'command') showCommand(item, given);
  else {
    work.replaceChildren(definitionsOf(schema).card(what, item));
    shown = item;
  }
}

function showCommand(item, given) {
  shown = item;
  const page = {
    server: () => server.value,
    sent: call => {
      noteCall(call);
      // Who looks at something else by now goes on with that.
      const card = work.querySelector(':scope > .sent');
      if (card) holdFocus(() => card.replaceWith(historyCard(again)), () => work.lastElementChild.querySelector('button'));
    },
  };
  const made = commandCard(definitionsOf(schema), item, page, given);
  written = made.written;
  work.replaceChildren(made.card, historyCard(again));
}

const definitionsOf = known => new Definitions(known, addressOf, (what, name) => {
  if (kind !== what) chooseKind(what);
  choose(what, name);
  focusCard();
});

// ---- What was sent before.
async function again(call) {
  goTo('command', call.command, call.server);
  if (call.server !== server.value) {
    server.value = server.dataset.wanted = call.server;
    showMissing();
    await load();
  }
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

    // The same server with another schema, such as that of a new version: what has been filled in goes on.
    const given = schemaOf === name ? written?.() : undefined;
    [schema, schemaOf] = [schemas.get(name), name];
    holdFocus(showList, () => text);
    reveal();
    holdFocus(() => show(given), () => text);
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
