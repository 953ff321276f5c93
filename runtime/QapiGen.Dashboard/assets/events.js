// Events of all servers as they come: a window on the latest, filtered, paused, downloaded, or played from a recording.
import { count, dayOf, h, main, momentElement, notice, now, query, remember, setOptions, setText } from './base.js';
import { goneLines, live } from './live.js';
import { playRecording, readRecording, writeRecording } from './recording.js';
import { parse, tree } from './tree.js';

const maxShown = 1000;

// What a page keeps, whatever a server sends: events, and characters of their data; and characters of it in a row.
const maxKept = 5000;
const maxText = 16 * 1024 * 1024;
const maxInRow = 400;
const kept = [];
const waiting = [];
let isPaused = false;
let leftOut = 0;
let recording = null;
let stopPlay = null;
let total = 0;
let servers = [];

const text = h('input', { type: 'search', id: 'q', value: query.get('q') ?? '', placeholder: 'name or data', autocomplete: 'off' });
const server = h('select', { id: 'server' }, h('option', { value: '' }, 'all servers'));
server.dataset.wanted = query.get('server') ?? '';
const pause = h('button', { type: 'button', 'aria-pressed': 'false', onclick: togglePause }, 'Pause');
const clear = h('button', { type: 'button', onclick: clearAll }, 'Clear');
const download = h('a', { class: 'button', download: 'events.qmp.jsonl', href: '#', onclick: fillDownload }, 'Download');
const file = h('input', { type: 'file', id: 'recording', class: 'hidden', tabindex: '-1', 'aria-hidden': 'true', accept: '.jsonl,.ndjson,.json', onchange: openRecording });
const open = h('button', { type: 'button', onclick: () => file.click() }, 'Open recording');
const play = h('button', { type: 'button', onclick: replay }, 'Replay');
const speed = h('select', { 'aria-label': 'Speed' }, [1, 10, 100].map(times => h('option', { value: times }, `${times} ×`)));
const back = h('button', { type: 'button', class: 'main', onclick: backToLive }, 'Back to live');
const summary = h('p', { class: 'summary', role: 'status', 'aria-live': 'polite' });
const list = h('div', { class: 'log', role: 'log', 'aria-label': 'Events', 'aria-live': 'off', tabindex: '0', onkeydown: walk });
const empty = h('div', { class: 'empty' });
main.append(h('div', { class: 'head' },
  h('form', { class: 'filter', role: 'search', 'aria-label': 'Events', onsubmit: event => event.preventDefault() },
    h('label', { for: 'q' }, 'Filter'), text, h('label', { for: 'server' }, 'Server'), server, pause, clear, download, open, file, play, speed, back), summary),
h('div', { class: 'frame events' }, list, empty));

// A gap is of one server, or of all.
const isGap = item => item.gap !== undefined;
const fits = item => (!server.value || item.server === server.value || (isGap(item) && !item.server))
  && (isGap(item) || !text.value || `${item.name} ${item.text}`.toLowerCase().includes(text.value.toLowerCase()));

const makeRow = item => Object.assign(makeItem(item), { item });

function makeItem(item) {
  if (isGap(item)) return h('div', { class: 'gap item' }, momentElement(item.received), item.server ? `${item.server}: ${item.gap}` : item.gap);
  const details = h('details', {}, h('summary', { tabindex: '-1' },
    momentElement(item.time), h('span', { class: 'from' }, item.server), h('span', { class: 'what' }, item.name || '(no name)'),
    h('span', { class: 'data' }, item.note ?? (item.text.length > maxInRow ? `${item.text.slice(0, maxInRow)}…` : item.text))));
  details.addEventListener('toggle', () => {
    if (details.open && details.children.length === 1) details.append(tree(item.text ? parse(item.text) : null));
    if (details.open) details.scrollIntoView({ block: 'nearest' });
  });
  return h('div', { class: 'item', 'data-seq': item.seq }, details);
}

// One stop for the Tab key, however many rows there are: arrows go from one to the next.
function walk(event) {
  const rows = list.querySelectorAll(':scope > .item > details > summary');
  const at = [...rows].indexOf(event.target);
  if ((at < 0 && event.target !== list) || rows.length === 0 || event.ctrlKey || event.altKey || event.metaKey) return;
  const next = { ArrowDown: at + 1, ArrowUp: at < 0 ? rows.length - 1 : at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  rows[Math.min(Math.max(next, 0), rows.length - 1)].focus();
}

function show(items) {
  const fitting = items.filter(fits).slice(-maxShown);
  if (fitting.length === 0) {
    summarize();
    return;
  }
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.append(...fitting.map(makeRow));
  let oldest = list.firstElementChild;
  while (list.children.length > maxShown) {
    const next = oldest.nextElementSibling;

    // What is being read isn't taken away; it stays above the others.
    if (!oldest.contains(document.activeElement)) oldest.remove();
    oldest = next;
  }
  if (isAtEnd) list.scrollTop = list.scrollHeight;
  summarize();
}

const source = () => (recording ? recording.items.slice(0, recording.played) : kept);

function draw() {
  list.replaceChildren(...source().filter(fits).slice(-maxShown).map(makeRow));
  list.scrollTop = list.scrollHeight;
  summarize();
}

function redraw() {
  // The servers of a recording are its own.
  remember(recording ? { q: text.value } : { q: text.value, server: server.value });
  server.dataset.wanted = server.value;
  draw();
}

function clearAll() {
  kept.length = waiting.length = leftOut = 0;
  list.replaceChildren();
  summarize();
}

let typing = 0;
text.addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(redraw, 120);
});
server.addEventListener('change', redraw);

function take(message) {
  const items = [];
  if (message.gap) items.push({ gap: message.gap, received: message.events[0]?.received ?? now() });
  for (const item of message.events) items.push(item.name === undefined ? { gap: item.note, server: item.server, received: item.received } : withText(item));
  total += message.events.filter(item => item.name !== undefined).length;
  if (isPaused || recording) {
    waiting.push(...items);
    leftOut += trim(waiting).length;
    summarize();
  } else {
    keep(items);
  }
}

// The data as text: what is shown in a row, searched, and downloaded; as a value only while it is open.
function withText({ data, ...item }) {
  return { ...item, text: data === undefined ? '' : JSON.stringify(data) };
}

// Takes away the oldest of more than is kept.
function trim(items) {
  let first = Math.max(0, items.length - maxKept);
  let room = maxText;
  for (let i = items.length - 1; i >= first; i--) {
    room -= items[i].text?.length ?? 0;
    if (room < 0) first = Math.min(i + 1, items.length - 1);
  }
  return items.splice(0, first);
}

function keep(items) {
  kept.push(...items);
  const gone = new Set(trim(kept));
  show(items.filter(item => !gone.has(item)));
  if (gone.size === 0) return;

  // Rows hold what they show: they go with it, but for the one that is read.
  for (const row of [...list.children]) if (gone.has(row.item) && !row.contains(document.activeElement)) row.remove();
}

function togglePause() {
  isPaused = !isPaused;
  pause.setAttribute('aria-pressed', isPaused);
  if (!isPaused && !recording) flush();
  summarize();
}

// What waits, with a word about what there was no room for.
function takenWhilePaused() {
  const items = waiting.slice(leftOut > 0 ? 1 - maxKept : 0);
  if (leftOut > 0) items.unshift({ gap: `${count(leftOut)} events left out: more came meanwhile than this page keeps`, received: items[0]?.received });
  return items;
}

function flush() {
  const items = takenWhilePaused();
  waiting.length = leftOut = 0;
  keep(items);
}

let told = 0;
let timer = 0;
function summarize() {
  showEmpty();
  if (timer) return;
  timer = setTimeout(() => {
    timer = 0;
    told = Date.now();
    const waits = isPaused && !recording ? `, paused with ${count(waiting.length)} waiting` : '';
    const part = list.children.length >= maxShown ? `, the latest ${count(maxShown)} shown` : '';
    setText(summary, `${recording ? describe(recording) : `${count(total)} event${total === 1 ? '' : 's'}${waits}`}${part}`);
  }, Math.max(100, told + 1000 - Date.now()));
}

function describe({ items, played }) {
  const events = items.filter(item => !isGap(item));
  const from = events.length > 0 ? dayOf(events[0].time) : '';
  const number = stopPlay ? `${count(items.slice(0, played).filter(item => !isGap(item)).length)} of ${count(events.length)}` : count(events.length);
  return `Recording${from ? ` of ${from}` : ''}: ${number} event${events.length === 1 ? '' : 's'}`;
}

function showEmpty() {
  empty.hidden = list.children.length > 0;
  if (empty.hidden) return;
  const isFiltered = source().length > 0;
  const state = JSON.stringify([isFiltered, recording !== null, stopPlay !== null, servers.map(item => [item.name, item.state, item.reason])]);
  if (empty.dataset.state === state) return;
  empty.dataset.state = state;
  empty.replaceChildren(...isFiltered ? [h('p', {}, 'No event fits the filter.')]
    : stopPlay ? [h('p', {}, 'The recording begins …')]
      : recording ? [h('p', {}, 'The recording has no events.')]
        : [h('p', {}, 'Nothing yet.'), h('p', {}, 'Events appear here as servers send them. What came before somebody looked isn’t kept.'), ...goneLines(servers)]);
}

// What the page has, waits for its turn, and the filter lets through, from here: the server may have let go of some, or have been started anew.
function fillDownload() {
  const whose = servers.filter(item => !server.value || item.name === server.value);
  const lines = writeRecording([...kept, ...takenWhilePaused()].filter(fits), whose);
  const address = URL.createObjectURL(new Blob(lines, { type: 'application/x-ndjson' }));
  download.href = address;
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

// ---- Recordings.
function setRecording(value) {
  stopPlay?.();
  stopPlay = null;
  recording = value;
  for (const element of [play, speed, back]) element.hidden = recording === null;
  for (const element of [clear, download]) element.hidden = recording !== null;
}

function showServers() {
  const ofRecording = recording && [...new Set(recording.items.map(item => item.server))].filter(Boolean);
  setOptions(server, ofRecording ?? servers.map(item => item.name), 'all servers');
}

async function openRecording() {
  const chosen = file.files[0];
  file.value = '';
  if (!chosen) return;
  try {
    const { items, isCut } = readRecording(await chosen.text());
    if (isCut) notice(`${chosen.name}: its last line is cut off; what stands before it is shown`);
    setRecording({ items, played: items.length });
    server.value = server.dataset.wanted = '';
    showServers();
    redraw();
    play.focus();
  } catch (fault) {
    notice(`${chosen.name} is no recording: ${fault.message}`);
  }
}

function replay() {
  if (isPaused) togglePause();
  setRecording({ items: recording.items, played: 0 });
  const playing = recording;
  stopPlay = playRecording(playing.items, {
    speed: () => Number(speed.value),
    isPaused: () => isPaused,
    onDue: played => {
      const due = playing.items.slice(playing.played, played);
      playing.played = played;
      show(due);
    },
    onEnd: () => {
      stopPlay = null;
      summarize();
    },
  });
  draw();
}

function backToLive() {
  setRecording(null);
  if (!servers.some(item => item.name === server.value)) server.value = server.dataset.wanted = '';
  showServers();
  redraw();
  if (!isPaused) flush();
  open.focus();
}

setRecording(null);
live(() => ({ events: '1' }), {
  servers: known => {
    servers = known;
    showServers();
    showEmpty();
  },
  events: take,
}, parse);
summarize();
