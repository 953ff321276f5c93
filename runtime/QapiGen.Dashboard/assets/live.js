// The live connection of a page, and who is gone.
import { isSignedOut, signedOut } from './actions.js';
import { h, notice, setAttribute, setClock, setText } from './base.js';

// ---- Who is gone, or there without a word, is said on every page, at a place that moves nothing.
const maxLines = 5;
const goneLink = document.getElementById('gone');
const isMissing = item => item.state === 'gone' || item.state === 'silent' || isKept(item);
const isKept = item => item.state === 'connected' && Boolean(item.reason);
const goneWords = item => (isKept(item) ? `${item.name}: ${item.reason}` : item.state === 'silent' ? `${item.name} doesn’t answer: ${item.reason}` : `${item.name} is gone: ${item.reason ?? 'it doesn’t answer'}`);

export function goneLines(servers) {
  const missing = servers.filter(isMissing);
  const more = missing.length - maxLines;
  return [...missing.slice(0, maxLines).map(item => h('p', { class: 'bad' }, goneWords(item))), more > 0 ? h('p', {}, h('a', { href: 'servers' }, `… and ${more} more`)) : null].filter(Boolean);
}

// ---- Of whom nothing is known yet: there is no word of what they haven't.
export const isAsked = item => item.state === 'idle' || item.state === 'connecting';

export function askingLine(names) {
  const more = names.length - maxLines;
  return h('p', {}, `Asking ${names.slice(0, maxLines).join(', ')}${more > 0 ? ` and ${more} more` : ''} …`);
}

export const howToAdd = (...more) => h('p', {}, 'Add one where the dashboard is mapped: ', h('code', {}, 'options.AddServer("vm", "unix:/run/vm.sock")'), '.', ...more);

export const goneText = item => (item && isMissing(item) ? goneWords(item) : '');

function tellGone(servers) {
  const missing = servers.filter(isMissing);
  const gone = missing.filter(item => item.state === 'gone').length;
  goneLink.hidden = missing.length === 0;
  const kept = missing.filter(isKept).length;
  const silent = missing.length - gone - kept;
  setText(goneLink, [gone && `${gone} gone`, silent && `${silent} silent`, kept && `${kept} not shown`].filter(Boolean).join(', '));
  setAttribute(goneLink, 'title', missing.map(goneWords).join('\n'));
}

// ---- The live connection: one for the tab, closed while it is hidden; it goes on where it was.
const link = document.getElementById('link');

function setLink(state, text) {
  setAttribute(link, 'data-state', state);
  setText(link, text);
}

// A stream that is refused for good: is it because one has to sign in?
async function tellSignedOut() {
  try {
    if (!isSignedOut(await fetch('api/token', { redirect: 'manual' }))) return;
    if (link.dataset.state !== 'out') notice(`${signedOut} `, 'bad', h('a', { href: '' }, 'Load again'));
    setLink('out', 'Signed out');
  } catch {
    // Nobody is there.
  }
}

// The server says something every 15 seconds, and answers at once. A connection that brings nothing for longer is dead, though nobody has closed it: somebody on the way has forgotten it, or
// the program hangs. The browser may keep some more of the kind, and tries one after the other.
const patience = 35_000;
const mostPatience = 300_000;
const patienceToOpen = 10_000;

export function live(parameters, handlers, read = JSON.parse) {
  let source = null;
  let last = '';
  let timer = 0;
  let watch = 0;
  let patient = patience;
  let wanted = parameters;

  function wait(time) {
    clearTimeout(watch);
    watch = setTimeout(() => {
      setLink('bad', 'Reconnecting');

      // What is only slow comes to its end.
      if (source?.readyState === EventSource.OPEN) patient = Math.min(patient * 2, mostPatience);
      open();
    }, time);
  }

  function hear() {
    patient = patience;
    setLink('on', 'Live');
    wait(patience);
  }

  function open() {
    clearTimeout(timer);
    clearTimeout(watch);
    source?.close();
    source = null;
    if (document.hidden) {
      setLink('off', 'Asleep');
      return;
    }
    const search = new URLSearchParams(wanted());
    if (last) search.set('last', last);
    source = new EventSource(`api/live?${search}`);
    wait(patienceToOpen);
    source.onopen = () => {
      setLink('on', 'Live');
      wait(patient);
    };
    source.onerror = () => {
      clearTimeout(watch);
      if (link.dataset.state !== 'out') setLink('bad', 'Reconnecting');
      const isRefused = source.readyState === EventSource.CLOSED;

      // By itself it would ask for what the page showed when it was made.
      source.close();
      timer = setTimeout(open, 1000);
      if (isRefused) tellSignedOut();
    };
    source.addEventListener('again', open);
    source.addEventListener('beat', hear);
    source.addEventListener('clock', message => {
      hear();
      setClock(Number(message.data));
    });
    for (const [name, handler] of Object.entries(handlers)) {
      source.addEventListener(name, message => {
        if (message.lastEventId) last = message.lastEventId;
        hear();
        const data = read(message.data);
        if (name === 'servers') tellGone(data);
        handler(data);
      });
    }
  }

  document.addEventListener('visibilitychange', open);
  addEventListener('online', () => { if (source?.readyState !== EventSource.OPEN) open(); });
  addEventListener('pagehide', () => {
    clearTimeout(watch);
    source?.close();
  });
  addEventListener('pageshow', event => { if (event.persisted) open(); });
  open();
  return { restart: open };
}
