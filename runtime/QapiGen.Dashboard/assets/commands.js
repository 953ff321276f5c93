// The schema of a server, and a form for each of its commands.
import { faultOf, withdrawQuestion } from './actions.js';
import { h, holdFocus, main, named, query, remember, setLine, setOptions, setText, visit } from './base.js';
import { commandCard } from './command-card.js';
import { Definitions } from './definitions.js';
import { historyCard, noteCall } from './history.js';
import { described } from './kept.js';
import { goneText, howToAdd, live } from './live.js';
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
const status = h('p', { class: 'clamp', role: 'status', 'aria-live': 'polite' });
const missing = h('p', { class: 'clamp bad-text' });
const list = h('section', { class: 'frame list', 'aria-label': 'Schema' },
  h('div', { class: 'tools-in' }, server, text, tabs.strip, h('div', { class: 'turns' }, missing, status)), panel);
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
    'data-name': item.name,
  }, named(item.name)))));
  if (found.length === 0 && schema) names.append(h('li', { class: 'empty' }, kind === 'type' && !wanted ? 'This server masks the names of its types.' : `No ${kind} fits.`));
  setText(status, schema ? `${found.length} ${kind}${found.length === 1 ? '' : 's'}` : '');
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
  setLine(missing, item || !server.value || servers.length === 0 ? goneText(item) : `There is no server '${server.value}'.`);
}

// ---- What is chosen.
let shown = null;
let card = null;

// What was filled in for a command that the server has no more: it may have it again.
let left = null;

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
    if (link.dataset.name === name) link.setAttribute('aria-current', 'true');
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

function show(begun) {
  const what = chosenIn(query);
  shown = card = null;
  if (!schema) return;
  if (!what) {
    work.replaceChildren(h('div', { class: 'frame empty' }, h('p', {}, 'Choose a command.'), h('p', {}, 'Its form is made from the server’s schema; the JSON that is sent stands beside it.')), historyCard(again));
    return;
  }
  const name = query.get(what);
  const item = itemOf(what, name);
  if (!item) work.replaceChildren(h('div', { class: 'frame empty' }, h('p', {}, `${server.value} has no ${what} '${name}'.`), tellLeft(name)), historyCard(again));
  else if (what === 'command') showCommand(item, begun ?? takeLeft(name));
  else {
    work.replaceChildren(definitionsOf(schema).card(what, item));
    shown = item;
  }
}

function showCommand(item, begun) {
  work.replaceChildren(makeCard(item, begun), historyCard(again));
}

function makeCard(item, begun) {
  const page = {
    server: () => server.value,
    sent: call => {
      noteCall(call);
      // Who looks at something else by now goes on with that.
      const sent = work.querySelector(':scope > .sent');
      if (sent) holdFocus(() => sent.replaceWith(historyCard(again)), () => work.lastElementChild.querySelector('button'));
    },
  };
  shown = item;
  card = commandCard(definitionsOf(schema), item, page, begun);
  return card.card;
}

// ---- The same server with another schema, such as that of a new version: what has been filled in goes on, and who fills it in stays where they are.
function renew(old) {
  const before = document.activeElement;
  showList();
  reveal();
  const place = renewWork(old);
  if (document.activeElement === before || before === document.body) return;
  if (before.isConnected && before.closest('[hidden]') === null) before.focus();
  else if (!place || !card.goOn(place)) goToSame(before);
}

// Gives the place in the form, where the form is another one.
function renewWork(old) {
  const what = chosenIn(query);
  const item = what && itemOf(what, query.get(what));
  if (!what || (!shown && !item)) return null;
  if (!card) {
    show();
    return null;
  }
  if (item && schema.shapeOf(item) === old.shapeOf(shown)) {
    shown = item;
    return null;
  }
  const kept = card.keep();
  if (item) work.firstElementChild.replaceWith(makeCard(item, { kept }));
  else {
    left = { server: server.value, name: shown.name, kept };
    show();
  }
  return item ? kept.place : null;
}

// What was made anew, known by what stands on it; else the card is what is left.
function goToSame(element) {
  const same = ['a', 'button', 'summary'].includes(element.localName) ? [...main.querySelectorAll(element.localName)].find(other => other.textContent === element.textContent) : null;
  if (same) same.focus();
  else if (work.querySelector('h2')) focusCard();
  else text.focus();
}

const isLeft = name => left !== null && left.server === server.value && left.name === name;

function takeLeft(name) {
  if (!isLeft(name)) return undefined;
  const { kept } = left;
  left = null;
  return { kept };
}

function tellLeft(name) {
  const words = isLeft(name) ? left.kept.raw ?? described(left.kept.form) : '';
  return words ? h('p', {}, `It had been filled in: ${words}. That is here again when the command is.`) : null;
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
  if (item) showCommand(item, { given: call.arguments });
  else show();
  chooseKind('command');
  focusCard();
}

// ---- Schemas come when they are needed, and again when a server is back: it may be another than before.
const loads = new Map();
function load() {
  const name = server.value;
  if (!name) return Promise.resolve();
  if (schemaOf !== name) turnTo(name);
  if (schemas.has(name) && !stale.has(name)) return Promise.resolve();
  if (!loads.has(name)) loads.set(name, loadNow(name).then(isGood => {
    loads.delete(name);

    // It was another one again before the answer was here.
    if (isGood && stale.has(name)) load();
  }));
  return loads.get(name);
}

// What is known of it at once; else nothing is left of the one before, whose commands aren't its.
function turnTo(name) {
  schema = schemas.get(name) ?? null;
  schemaOf = name;
  left = null;
  holdFocus(showList, () => text);
  reveal();
  holdFocus(() => (schema ? show() : tell(h('p', {}, `Asking ${name} for its schema …`))), () => text);
}

async function loadNow(name) {
  try {
    await fetchSchema(name);
    if (name !== server.value || schema === schemas.get(name)) return true;
    const old = schema;
    schema = schemas.get(name);
    if (old) renew(old);
    else {
      showList();
      reveal();
      show();
    }
    return true;
  } catch (fault) {
    // What is known stays, with all that has been filled in: it is asked for again when the server is back.
    stale.add(name);
    if (name === server.value && !schema) tell(h('p', {}, `The schema of ${name} can’t be had.`), h('p', { class: 'bad' }, fault.message));
    return false;
  }
}

function tell(...words) {
  shown = card = null;
  work.replaceChildren(h('div', { class: 'frame empty' }, words));
}

async function fetchSchema(name) {
  stale.delete(name);
  const [answer, said] = await Promise.all(['schema', 'documentation'].map(what => fetch(`api/${what}?server=${encodeURIComponent(name)}`, { redirect: 'manual' })));
  if (!answer.ok) throw new Error(await faultOf(answer));
  const known = await answer.text();
  if (texts.get(name) === known) return;
  texts.set(name, known);
  schemas.set(name, new Schema(JSON.parse(known), said.ok ? await said.json() : []));
}

chooseKind(kind);
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
    if (known.length === 0) tell(h('p', {}, 'No server is connected.'), howToAdd());
    if (chosen && (server.value !== before || !schema || (chosen.state === 'connected' && stale.has(chosen.name)))) load();
  },
});
