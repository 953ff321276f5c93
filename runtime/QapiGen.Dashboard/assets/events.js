// Events of all servers as they come: a window on the latest, filtered, paused, downloaded, or played from a recording.
import { clockTime, count, h, live, main, notice, query, remember, setOptions, setText } from './base.js';
import { tree } from './tree.js';

const maxKept = 5000;
const maxShown = 1000;
const kept = [];
const waiting = [];
let isPaused = false;
let recording = null;
let total = 0;

const text = h('input', { type: 'search', id: 'q', value: query.get('q') ?? '', placeholder: 'name or data', autocomplete: 'off' });
const server = h('select', { id: 'server' }, h('option', { value: '' }, 'all servers'));
server.dataset.wanted = query.get('server') ?? '';
const pause = h('button', { type: 'button', 'aria-pressed': 'false', onclick: togglePause }, 'Pause');
const clear = h('button', { type: 'button', onclick: () => { kept.length = 0; waiting.length = 0; list.replaceChildren(); summarize(); } }, 'Clear');
const download = h('a', { class: 'button', download: 'events.qmp.jsonl' }, 'Download');
const file = h('input', { type: 'file', id: 'recording', class: 'hidden', tabindex: '-1', 'aria-hidden': 'true', accept: '.jsonl,.ndjson,.json', onchange: openRecording });
const open = h('button', { type: 'button', onclick: () => file.click() }, 'Open recording');
const back = h('button', { type: 'button', class: 'main', hidden: true, onclick: backToLive }, 'Back to live');
const summary = h('p', { class: 'summary', role: 'status', 'aria-live': 'polite' });
const list = h('div', { class: 'log', role: 'log', 'aria-label': 'Events', 'aria-live': 'off', tabindex: '0' });
const empty = h('div', { class: 'empty' }, h('p', {}, 'Nothing yet.'), h('p', {}, 'Events appear here as servers send them. What came before somebody looked isn’t kept.'));
main.append(h('div', { class: 'head' },
  h('form', { class: 'filter', role: 'search', 'aria-label': 'Events', onsubmit: event => event.preventDefault() },
    h('label', { for: 'q' }, 'Filter'), text, h('label', { for: 'server' }, 'Server'), server, pause, clear, download, open, file, back), summary),
h('div', { class: 'frame' }, empty, list));

const fits = item => item.gap !== undefined
  || ((!server.value || item.server === server.value) && (!text.value || (item.search ??= `${item.name} ${item.data === undefined ? '' : JSON.stringify(item.data)}`.toLowerCase()).includes(text.value.toLowerCase())));

function makeItem(item) {
  if (item.gap !== undefined) return h('div', { class: 'gap item' }, item.gap);
  const details = h('details', {}, h('summary', {},
    h('span', { class: 'at' }, clockTime(item.time)), h('span', { class: 'from' }, item.server), h('span', { class: 'what' }, item.name),
    h('span', { class: 'data' }, item.note ?? (item.data === undefined ? '' : JSON.stringify(item.data)))));
  details.addEventListener('toggle', () => {
    if (details.open && details.children.length === 1) details.append(tree(item.data ?? null));
  });
  return h('div', { class: 'item', 'data-seq': item.seq }, details);
}

function show(items) {
  const fitting = items.filter(fits).slice(-maxShown);
  if (fitting.length === 0) {
    summarize();
    return;
  }
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.append(...fitting.map(makeItem));
  while (list.children.length > maxShown) {
    // What is being read isn't taken away.
    if (list.firstElementChild.contains(document.activeElement)) break;
    list.firstElementChild.remove();
  }
  if (isAtEnd) list.scrollTop = list.scrollHeight;
  summarize();
}

function redraw() {
  remember({ q: text.value, server: server.value });
  server.dataset.wanted = server.value;
  list.replaceChildren(...(recording ?? kept).filter(fits).slice(-maxShown).map(makeItem));
  list.scrollTop = list.scrollHeight;
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
  if (message.gap) items.push({ gap: message.gap });
  for (const item of message.events) items.push(item.name === '' ? { gap: `${item.server}: ${item.note}` } : item);
  total += message.events.length;
  const target = isPaused || recording ? waiting : kept;
  target.push(...items);
  if (target.length > maxKept) target.splice(0, target.length - maxKept);
  if (target === kept) show(items);
  else summarize();
}

function togglePause() {
  isPaused = !isPaused;
  pause.setAttribute('aria-pressed', isPaused);
  if (!isPaused && !recording) flush();
  summarize();
}

function flush() {
  const items = waiting.splice(0);
  kept.push(...items);
  if (kept.length > maxKept) kept.splice(0, kept.length - maxKept);
  show(items);
}

let told = 0;
let timer = 0;
function summarize() {
  empty.hidden = list.children.length > 0;
  if (timer) return;
  timer = setTimeout(() => {
    timer = 0;
    told = Date.now();
    const state = recording ? `Recording: ${count(recording.length)} events` : `${count(total)} event${total === 1 ? '' : 's'}`;
    setText(summary, `${state}${isPaused && !recording ? `, paused with ${count(waiting.length)} waiting` : ''}`);
    setDownload();
  }, Math.max(100, told + 1000 - Date.now()));
}

function setDownload() {
  const name = server.value || server.options[1]?.value || '';
  download.href = `api/recording?server=${encodeURIComponent(name)}&q=${encodeURIComponent(text.value)}`;
}

// ---- Recordings: JSON lines, a header and then messages of which those of the server that are events are shown.
async function openRecording() {
  const chosen = file.files[0];
  file.value = '';
  if (!chosen) return;
  try {
    const lines = (await chosen.text()).split('\n').filter(Boolean).map(line => JSON.parse(line));
    if (lines[0]?.['qmp-recording'] !== 1) throw new Error('it has no header of a recording');
    recording = lines.slice(1).filter(line => line.from === 'server' && line.message?.event).map((line, i) => {
      const stamp = line.message.timestamp;
      return { seq: i, server: lines[0].peer, name: line.message.event, data: line.message.data, time: stamp?.seconds > 0 ? stamp.seconds * 1000 + stamp.microseconds / 1000 : line.at * 1000 };
    });
    server.value = '';
    back.hidden = false;
    redraw();
    back.focus();
  } catch (fault) {
    notice(`${chosen.name} is no recording: ${fault.message}`);
  }
}

function backToLive() {
  recording = null;
  back.hidden = true;
  redraw();
  if (!isPaused) flush();
  open.focus();
}

live(() => ({ events: '1' }), {
  servers: servers => {
    setOptions(server, servers.map(item => item.name), 'all servers');
    setDownload();
  },
  events: take,
});
summarize();
