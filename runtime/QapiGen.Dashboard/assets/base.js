// What all pages share: elements, the live connection, actions, times, notices.

export const meta = name => document.querySelector(`meta[name="qapi-${name}"]`)?.content ?? '';
export const isReadOnly = meta('read-only') === 'yes';
export const main = document.getElementById('main');

// Makes an element. Texts become text nodes, never markup.
export function h(tag, props = {}, ...children) {
  const element = tag.startsWith('svg:') ? document.createElementNS('http://www.w3.org/2000/svg', tag.slice(4)) : document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value' || name === 'checked') element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

// Changes a text only if it differs: what didn't change isn't laid out again.
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttribute(element, name, value) {
  if (value === null || value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

// ---- Patterns of names, as the server has them.
export function matches(patterns, name) {
  return patterns.split(';').map(pattern => pattern.trim()).filter(Boolean).some(pattern =>
    new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`, 'su').test(name));
}

export const isAllowed = command => !isReadOnly && matches(meta('allowed'), command);
export const isDestructive = command => matches(meta('destructive'), command);

// ---- Parameters of the page, which live in its address.
export const query = new URLSearchParams(location.search);

export function remember(values) {
  for (const [name, value] of Object.entries(values)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  const text = query.toString();
  history.replaceState(null, '', text ? `?${text}` : location.pathname);
}

// ---- Times.
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

export function clockTime(ms) {
  return `${clock.format(ms)}.${String(Math.floor(((ms % 1000) + 1000) % 1000)).padStart(3, '0')}`;
}

// Whatever a server says: not every number is a date.
const isTime = ms => Math.abs(ms) <= 8.64e15;

export const exactTime = ms => (isTime(ms) ? `${day.format(ms)}, ${clockTime(ms)}` : String(ms));
export const dayOf = ms => (isTime(ms) ? day.format(ms) : '');

// The time of a row, with day and all when one asks for it.
export function momentElement(ms) {
  return isTime(ms) ? h('time', { class: 'at', datetime: new Date(ms).toISOString(), title: exactTime(ms) }, clockTime(ms)) : h('span', { class: 'at' }, String(ms));
}

export function duration(seconds) {
  if (!Number.isFinite(seconds)) return '';
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor(s / 60) % 60} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor(s / 3600) % 24} h`;
}

export const ago = ms => {
  const seconds = (Date.now() - ms) / 1000;
  return seconds < 1 ? 'now' : `${duration(seconds)} ago`;
};

export function setTime(element, ms) {
  if (element.dataset.ms === String(ms ?? '')) return;
  element.dataset.ms = ms ?? '';
  setText(element, ms ? ago(ms) : '');
  if (ms) {
    element.dateTime = new Date(ms).toISOString();
    element.title = exactTime(ms);
  }
}

setInterval(() => {
  if (document.hidden) return;
  for (const element of document.querySelectorAll('time.ago')) {
    if (element.dataset.ms) setText(element, ago(Number(element.dataset.ms)));
  }
}, 1000);

// ---- Numbers.
const plain = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
export const count = number => plain.format(number).replace(/,/g, '\u202f');

export function short(number) {
  const units = ['', 'k', 'M', 'G', 'T', 'P'];
  let unit = 0;
  while (Math.abs(number) >= 1000 && unit < units.length - 1) {
    number /= 1000;
    unit++;
  }
  return `${number >= 100 || unit === 0 ? Math.round(number) : number.toFixed(1)}${unit ? `\u202f${units[unit]}` : ''}`;
}

// ---- Notices: what went wrong, in the server's words; they stay until they are closed or a while has passed.
export function notice(text, kind = 'bad') {
  const box = document.getElementById('notices');
  const close = h('button', { type: 'button', class: 'quiet', 'aria-label': 'Close notice', onclick: () => item.remove() }, '×');
  const item = h('div', { class: `notice ${kind}` }, h('p', {}, text), close);
  box.append(item);
  while (box.children.length > 4) box.firstElementChild.remove();
  setTimeout(() => item.contains(document.activeElement) || item.matches(':hover') || item.remove(), 12000);
}

// ---- Actions. The answer is QMP's: { return } or { error: { class, desc } }; texts, so that no number loses digits.
export async function executeText(server, command, argumentsText) {
  const members = [`"server":${JSON.stringify(server)}`, `"command":${JSON.stringify(command)}`];
  if (argumentsText) members.push(`"arguments":${argumentsText}`);
  try {
    let answer = await post(`{${members.join(',')}}`);

    // The program was started anew, or another one of this machine has been looked at: nothing was done yet.
    if (answer.headers.get('Qapi-Token') === 'expired' && await renewToken()) answer = await post(`{${members.join(',')}}`);
    return await answer.text();
  } catch (fault) {
    return JSON.stringify({ error: { class: 'Gone', desc: `The dashboard can't be reached: ${fault.message}` } });
  }
}

const post = body => fetch('api/execute', {
  method: 'POST',
  headers: { 'Content-Type': 'application/json', [meta('token-header') || 'RequestVerificationToken']: meta('token') },
  body,
});

async function renewToken() {
  const answer = await fetch('api/token');
  if (answer.ok) document.querySelector('meta[name="qapi-token"]').content = (await answer.json()).token;
  return answer.ok;
}

export async function execute(server, command, values) {
  const text = await executeText(server, command, values ? JSON.stringify(values) : undefined);
  try {
    return JSON.parse(text);
  } catch {
    return { error: { class: 'Refused', desc: text.trim() || 'There was no answer.' } };
  }
}

// ---- Asks before something is done that can't be undone.
export function confirmAction(title, text, action) {
  return new Promise(resolve => {
    const dialog = h('dialog', { 'aria-labelledby': 'ask-title', 'aria-describedby': 'ask-text' },
      h('h2', { id: 'ask-title' }, title),
      h('p', { id: 'ask-text' }, text),
      h('form', { method: 'dialog', class: 'buttons' },
        h('button', { value: 'no', autofocus: true }, 'Keep'),
        h('button', { value: 'yes', class: 'danger' }, action)));
    const before = document.activeElement;
    dialog.addEventListener('close', () => {
      dialog.remove();
      if (before?.isConnected) before.focus();
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

// ---- Who is gone is said on every page, at a place that moves nothing.
const goneLink = document.getElementById('gone');
const goneWords = item => `${item.name} is gone: ${item.reason ?? 'it doesn’t answer'}`;

export const goneLines = servers => servers.filter(item => item.state === 'gone').map(item => h('p', { class: 'bad' }, goneWords(item)));
export const goneText = item => (item?.state === 'gone' ? goneWords(item) : '');

function tellGone(servers) {
  const gone = servers.filter(item => item.state === 'gone');
  goneLink.hidden = gone.length === 0;
  setText(goneLink, `${gone.length} gone`);
  setAttribute(goneLink, 'title', gone.map(goneWords).join('\n'));
}

// ---- The live connection: one for the tab, closed while it is hidden; it goes on where it was.
const link = document.getElementById('link');

function setLink(state, text) {
  setAttribute(link, 'data-state', state);
  setText(link, text);
}

export function live(parameters, handlers, read = JSON.parse) {
  let source = null;
  let last = '';
  let timer = 0;
  let wanted = parameters;

  function open() {
    clearTimeout(timer);
    source?.close();
    source = null;
    if (document.hidden) {
      setLink('off', 'Asleep');
      return;
    }
    const search = new URLSearchParams(wanted());
    if (last) search.set('last', last);
    source = new EventSource(`api/live?${search}`);
    source.onopen = () => setLink('on', 'Live');
    source.onerror = () => {
      setLink('bad', 'Reconnecting');
      if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, 1500);
    };
    for (const [name, handler] of Object.entries(handlers)) {
      source.addEventListener(name, message => {
        if (message.lastEventId) last = message.lastEventId;
        setLink('on', 'Live');
        const data = read(message.data);
        if (name === 'servers') tellGone(data);
        handler(data);
      });
    }
  }

  document.addEventListener('visibilitychange', open);
  addEventListener('online', () => { if (source?.readyState !== EventSource.OPEN) open(); });
  addEventListener('pagehide', () => source?.close());
  addEventListener('pageshow', event => { if (event.persisted) open(); });
  open();
  return { restart: open };
}

// ---- A select whose options follow a list of names, and whose choice stays.
export function setOptions(select, names, first) {
  const wanted = first === undefined ? names : ['', ...names];
  const known = [...select.options].map(option => option.value);
  if (known.length === wanted.length && known.every((value, i) => value === wanted[i])) return;
  const chosen = select.dataset.wanted ?? select.value;
  select.replaceChildren(...wanted.map(name => h('option', { value: name }, name === '' ? first : name)));
  if (wanted.includes(chosen)) select.value = chosen;
}

// ---- Theme.
const themes = ['auto', 'light', 'dark'];
const themeButton = document.getElementById('theme');

function setTheme(theme) {
  if (theme === 'auto') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.setAttribute('data-theme', theme);
  setText(themeButton, `Theme: ${theme}`);
}

let theme = 'auto';
try {
  theme = localStorage.getItem('qapi-theme') ?? 'auto';
} catch {
  // Storage may be forbidden; the choice then lasts as long as the page.
}
setTheme(themes.includes(theme) ? theme : 'auto');
themeButton.addEventListener('click', () => {
  theme = themes[(themes.indexOf(theme) + 1) % themes.length];
  setTheme(theme);
  try {
    localStorage.setItem('qapi-theme', theme);
  } catch {
    // See above.
  }
});
