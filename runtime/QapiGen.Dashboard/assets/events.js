// Events of all servers as they come: a window on the latest, filtered, paused, downloaded, or played from a recording.
import { count, dayOf, h, main, momentElement, named, notice, now, query, remember, setLine, setOptions } from './base.js';
import { Held } from './held.js';
import { askingLine, goneLines, howToAdd, isAsked, live } from './live.js';
import { playRecording, readRecording, writeRecording } from './recording.js';
import { parse, tree } from './tree.js';

const maxShown = 1000;
const maxInRow = 400;

// What came, and of it what the filter lets through: that isn't pushed out by what it doesn't. The same where all is shown.
const all = new Held();
let fitting = all;

// What the filters before had let through, which others may let through again.
let former = new Held();
let arrived = 0;
let filter = { text: '', server: '' };
let isPaused = false;
let recording = null;
let isPlayPaused = false;
let stopPlay = null;
let total = 0;
let servers = [];

// Whether what the server has kept is here: before, nobody knows that there is nothing.
let isTold = false;

const text = h('input', { type: 'search', id: 'q', value: query.get('q') ?? '', placeholder: 'name or data', autocomplete: 'off' });
const server = h('select', { id: 'server' }, h('option', { value: '' }, 'all servers'));
server.dataset.wanted = query.get('server') ?? '';
const pause = h('button', { type: 'button', 'aria-pressed': 'false', onclick: togglePause }, 'Pause');
const clear = h('button', { type: 'button', onclick: clearAll }, 'Clear');
const download = h('a', { class: 'button', download: 'events.qmp.jsonl', href: '#', onclick: fillDownload, onkeydown: pressBySpace }, 'Download');
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
const fits = (item, by) => (!by.server || item.server === by.server || (isGap(item) && !item.server))
  && (isGap(item) || !by.text || `${item.name} ${item.text}`.toLowerCase().includes(by.text));
const wanted = () => ({ text: text.value.toLowerCase(), server: server.value });

function refilter() {
  const next = wanted();
  if (next.text === filter.text && next.server === filter.server) return false;
  const isNarrower = fitting !== all && next.text.includes(filter.text) && (!filter.server || filter.server === next.server);
  if (fitting !== all) former = former.only(() => true, fitting);
  fitting = !next.text && !next.server ? all : isNarrower ? fitting.only(item => fits(item, next)) : all.only(item => fits(item, next), former);
  filter = next;
  return true;
}

// Of a recording without times: how long after its begin.
const timeOf = (item, ms) => (ms === undefined ? h('span', { class: 'at', title: 'since the recording began' }, `+${(item.at / 1000).toFixed(3)} s`) : momentElement(ms));

const makeRow = item => Object.assign(makeItem(item), { item });

function makeItem(item) {
  if (isGap(item)) return h('div', { class: 'gap item' }, timeOf(item, item.received), item.server ? `${item.server}: ${item.gap}` : item.gap);
  const details = h('details', {}, h('summary', { tabindex: '-1' },
    timeOf(item, item.time), h('span', { class: 'from' }, item.server), h('span', { class: 'what' }, named(item.name)),
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

// What has the focus, or is open where one looks, stays there while others come.
function isReading() {
  if (document.activeElement !== list && list.contains(document.activeElement)) return true;
  const { top, bottom } = list.getBoundingClientRect();
  return [...list.querySelectorAll(':scope > .item > details[open]')].some(item => {
    const place = item.getBoundingClientRect();
    return place.bottom > top && place.top < bottom;
  });
}

function show(items) {
  if (items.length === 0) {
    summarize();
    return;
  }
  const isFollowing = list.scrollHeight - list.scrollTop - list.clientHeight < 40 && !isReading();
  list.append(...items.slice(-maxShown).map(makeRow));
  let oldest = list.firstElementChild;
  while (list.children.length > maxShown) {
    const next = oldest.nextElementSibling;

    // What is being read isn't taken away; it stays above the others.
    if (!oldest.contains(document.activeElement)) oldest.remove();
    oldest = next;
  }
  if (isFollowing) list.scrollTop = list.scrollHeight;
  summarize();
}

function draw() {
  const items = recording ? recording.items.slice(0, recording.played).filter(item => fits(item, wanted())) : fitting.kept;
  list.replaceChildren(...items.slice(-maxShown).map(makeRow));
  list.scrollTop = list.scrollHeight;
  summarize();
}

function redraw() {
  // The servers of a recording are its own.
  remember(recording ? { q: text.value } : { q: text.value, server: server.value });
  server.dataset.wanted = server.value;
  if (!recording) refilter();
  draw();
}

function clearAll() {
  all.clear();
  fitting.clear();
  former.clear();
  total = 0;
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
  isTold = true;
  if (message.gap) items.push({ gap: message.gap, received: message.events[0]?.received ?? now() });
  for (const item of message.events) items.push(item.name === undefined ? { gap: item.note, server: item.server, received: item.received } : withText(item));
  for (const item of items) item.arrived = ++arrived;
  total += message.events.filter(item => item.name !== undefined).length;
  if (isPaused || recording) {
    all.wait(items);
    if (fitting !== all) fitting.wait(items.filter(item => fits(item, filter)));
    summarize();
  } else {
    keep(items, items.filter(item => fits(item, filter)));
  }
}

// The data as text: what is shown in a row, searched, and downloaded; as a value only while it is open.
function withText({ data, ...item }) {
  return { ...item, text: data === undefined ? '' : JSON.stringify(data) };
}

function keep(items, those) {
  const first = all.keep(items);
  const gone = new Set(fitting === all ? first : fitting.keep(those));
  show(those.filter(item => !gone.has(item)));
  if (gone.size === 0) return;

  // Rows hold what they show: they go with it, but for the one that is read.
  for (const row of [...list.children]) if (gone.has(row.item) && !row.contains(document.activeElement)) row.remove();
}

function togglePause() {
  if (recording) isPlayPaused = !isPlayPaused;
  else isPaused = !isPaused;
  showPause();
  if (!isPaused && !recording) flush();
  summarize();
}

// The live log is paused by itself, whatever a recording does meanwhile.
function showPause() {
  pause.setAttribute('aria-pressed', recording ? isPlayPaused : isPaused);
}

function flush() {
  const those = fitting === all ? null : fitting.takeWaiting();
  former.keep(former.takeWaiting());
  const items = all.takeWaiting();
  keep(items, those ?? items);
}

let told = 0;
let timer = 0;
function summarize() {
  showEmpty();
  if (timer) return;
  timer = setTimeout(() => {
    timer = 0;
    told = Date.now();
    const waits = isPaused && !recording ? `, paused with ${count(fitting.waiting.length)} waiting` : '';
    const part = list.children.length >= maxShown ? `, the latest ${count(maxShown)} shown` : '';
    const isKnown = recording || (isTold && (total > 0 || !servers.some(isAsked)));
    setLine(summary, !isKnown ? '' : `${recording ? describe(recording) : `${count(total)} event${total === 1 ? '' : 's'}${waits}`}${part}${recording ? '' : describeKept()}`);
  }, Math.max(100, told + 1000 - Date.now()));
}

// Once there was more than is kept.
function describeKept() {
  if (!all.hasLetGo) return '';
  return `; kept: the latest ${count(all.kept.length)}${fitting === all ? '' : `, and of those that fit the latest ${count(fitting.kept.length)}`}`;
}

function describe({ items, played }) {
  const events = items.filter(item => !isGap(item));
  const first = events.find(item => item.time !== undefined);
  const from = first ? dayOf(first.time) : '';
  const number = stopPlay ? `${count(items.slice(0, played).filter(item => !isGap(item)).length)} of ${count(events.length)}` : count(events.length);
  return `Recording${from ? ` of ${from}` : ''}: ${number} event${events.length === 1 ? '' : 's'}`;
}

function showEmpty() {
  empty.hidden = list.children.length > 0;
  if (empty.hidden) return;
  const isFiltered = recording ? recording.played > 0 : all.kept.length > 0;
  const state = JSON.stringify([isFiltered, isTold, isPaused, recording !== null, stopPlay !== null, servers.map(item => [item.name, item.state, item.reason])]);
  if (empty.dataset.state === state) return;
  empty.dataset.state = state;
  empty.replaceChildren(...isFiltered ? [h('p', {}, 'No event fits the filter.')]
    : stopPlay ? [h('p', {}, 'The recording begins …')]
      : recording ? [h('p', {}, 'The recording has no events.')]
        : isTold ? describeNothing() : []);
}

function describeNothing() {
  if (servers.length === 0) return [h('p', {}, 'No server is connected.'), howToAdd()];
  if (isPaused) return [h('p', {}, 'Paused.'), h('p', {}, 'What comes meanwhile waits until the log goes on.'), ...goneLines(servers)];
  const asked = servers.filter(isAsked).map(item => item.name);
  const isHeard = servers.some(item => item.state === 'connected' || item.state === 'silent');
  return [...asked.length > 0 ? [askingLine(asked)] : [],
    ...isHeard || asked.length === 0 ? [h('p', {}, 'Nothing yet.'), h('p', {}, 'Events appear here as servers send them. What came before somebody looked isn’t kept.')] : [], ...goneLines(servers)];
}

// It looks like a button.
function pressBySpace(event) {
  if (event.key !== ' ') return;
  event.preventDefault();
  if (!event.repeat) download.click();
}

// What the page has, waits for its turn, and the filter lets through, from here: the server may have let go of some, or have been started anew.
function fillDownload() {
  const whose = servers.filter(item => !server.value || item.name === server.value);
  const lines = writeRecording([...fitting.kept, ...fitting.whatWaits()], whose);
  const address = URL.createObjectURL(new Blob(lines, { type: 'application/x-ndjson' }));
  download.href = address;
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

// ---- Recordings.
function setRecording(value) {
  stopPlay?.();
  stopPlay = null;
  recording = value;
  showPause();
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
    isPlayPaused = false;
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
  isPlayPaused = false;
  setRecording({ items: recording.items, played: 0 });
  const playing = recording;
  stopPlay = playRecording(playing.items, {
    speed: () => Number(speed.value),
    isPaused: () => isPlayPaused,
    onDue: played => {
      const due = playing.items.slice(playing.played, played);
      playing.played = played;
      show(due.filter(item => fits(item, wanted())));
    },
    onEnd: () => {
      stopPlay = null;
      summarize();
    },
  });
  draw();
}

function backToLive() {
  isPlayPaused = false;
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
    if (!recording && refilter()) draw();
    showEmpty();
  },
  events: take,
}, parse);
summarize();
